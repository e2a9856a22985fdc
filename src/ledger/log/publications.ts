import { and, desc, eq, isNull, sql } from "drizzle-orm";
import { rows, type Database } from "../database.js";
import { logPublications } from "../schema.js";

export type LogPublication = typeof logPublications.$inferSelect;
export type PublishTarget = LogPublication["target"];

/** The code of one that hasn't ended. */
const UNDER_WAY = "UNDER_WAY";

export interface DueWhen {
  /** The last success was before. */
  lastSuccess: Date;
  /** The last failure was before. */
  lastFailure: Date;
  /** Whoever began before and hasn't ended was killed. */
  begun: Date;
}

/** Where checkpoints were handed to, and how that went. */
export class LogPublications {
  constructor(private readonly db: Database) {}

  /**
   * Notes that a checkpoint is handed out now, unless it was already, or another process does it. Two that ask in the
   * very same moment may both be told to: receivers get the same twice.
   * @returns the number of the attempt; undefined: nothing is due.
   */
  async begin(
    logId: number,
    target: PublishTarget,
    size: number,
    now: Date,
    { lastSuccess, lastFailure, begun }: DueWhen,
  ): Promise<number | undefined> {
    const [made] = await rows<{ id: string }>(
      this.db,
      sql`insert into ${logPublications} (log_id, target, size, at, code)
          select ${logId}::int, ${target}::text, ${size}::bigint, ${now.toISOString()}::timestamptz, ${UNDER_WAY}::text
          where not exists (
            select from ${logPublications} where log_id = ${logId} and target = ${target}
              and (code is null and (size >= ${size} or at > ${lastSuccess.toISOString()}::timestamptz)
                or code = ${UNDER_WAY} and at > ${begun.toISOString()}::timestamptz
                or code <> ${UNDER_WAY} and at > ${lastFailure.toISOString()}::timestamptz))
          returning id::text as id`,
    );
    return made && Number(made.id);
  }

  /** @param code why it failed; null: it was taken. */
  async end(id: number, now: Date, code: string | null): Promise<void> {
    await this.db.update(logPublications).set({ code, at: now }).where(eq(logPublications.id, id));
  }

  /** When each target that was ever tried took one last; null: it never has. */
  async lastTaken(logId: number): Promise<{ target: PublishTarget; at: Date | null }[]> {
    // One look into the index for each, however often something was handed out.
    const of = sql`from ${logPublications} p where p.log_id = ${logId} and p.target = t.target`;
    const found = await rows<{ target: PublishTarget; at: Date | string | null }>(
      this.db,
      sql`select t.target, (select p.at ${of} and p.code is null order by p.id desc limit 1) as at
          from (values ('command'), ('folder')) as t(target) where exists (select ${of}) order by t.target`,
    );
    return found.map(({ target, at }) => ({ target, at: at === null ? null : new Date(at) }));
  }

  /** The last that was taken, and the last attempt that ended. */
  async last(
    logId: number,
    target?: PublishTarget,
  ): Promise<{ taken: LogPublication | undefined; attempt: LogPublication | undefined }> {
    const one = async (isTaken: boolean) => {
      const [found] = await this.db
        .select()
        .from(logPublications)
        .where(
          and(
            eq(logPublications.logId, logId),
            target && eq(logPublications.target, target),
            isTaken
              ? isNull(logPublications.code)
              : sql`${logPublications.code} is distinct from ${UNDER_WAY}`,
          ),
        )
        .orderBy(desc(logPublications.id))
        .limit(1);
      return found;
    };
    return { taken: await one(true), attempt: await one(false) };
  }
}
