import { and, desc, eq, sql, type SQL } from "drizzle-orm";
import { failure } from "../../base/errors.js";
import { asJson, rows, type Database, type Executor } from "../database.js";
import { comebacks, runs, suppression, watches, worklist } from "../schema.js";
import type { SuppressedKind, WatchMode } from "../../model/kinds.js";
import type { ComebackStatus } from "../../model/outcome.js";

export type Comeback = typeof comebacks.$inferSelect;
export type NewComeback = Omit<Comeback, "watchId" | "appId">;
/** Somebody, as the suppression list names them. */
export type Suppressee = Pick<Comeback, "kind" | "subject">;

export interface ShownComeback {
  watchId: number;
  kind: SuppressedKind;
  subject: string;
  seenAt: Date;
  blankSince: Date;
  fields: string[];
  stillBack: boolean;
  erasedBy: number | null;
  runId: number | null;
  status: ComebackStatus;
}

/** References that one statement hands over to a run. */
const CLAIM = 500;

/** Blank since they were seen, whoever did it. */
const isBlankAgain = sql<boolean>`coalesce(${suppression.since} > ${comebacks.seenAt}, false)`;
const status = sql<ComebackStatus>`case when ${isBlankAgain} then 'scrubbed' when ${comebacks.held} then 'held'
  when ${comebacks.runId} is not null or ${comebacks.sealed} is not null then 'to_scrub' else 'reported' end`;
const theirSuppression = and(
  eq(suppression.appId, comebacks.appId),
  eq(suppression.kind, comebacks.kind),
  eq(suppression.subject, comebacks.subject),
);

/**
 * Writes who came back on a page and counts them; whoever an earlier page had already is left out. In a watch it also
 * counts for the person, unless they were back before. A replay is no comeback: a restored backup brought them.
 * @returns those who were written.
 */
export async function addComebacks(
  tx: Executor,
  watch: { id: number; appId: string; mode: WatchMode },
  seen: readonly NewComeback[],
): Promise<Suppressee[]> {
  if (seen.length === 0) return [];
  return rows<Suppressee>(
    tx,
    sql`with inserted as (
          insert into ${comebacks} (watch_id, app_id, kind, subject, seen_at, blank_since, fields, still_back, held,
                                    erased_by, sealed, run_id)
          select ${watch.id}::int, ${watch.appId}::text, x.kind, x.subject, x."seenAt", x."blankSince", x.fields,
                 x."stillBack", x.held, x."erasedBy", x.sealed, x."runId"
          from jsonb_to_recordset(${asJson(seen)}) as x(kind text, subject text, "seenAt" timestamptz,
            "blankSince" timestamptz, fields text[], "stillBack" boolean, held boolean, "erasedBy" int, sealed text,
            "runId" int)
          on conflict do nothing returning kind, subject, seen_at, still_back
        ), counted as (
          update ${suppression} s set comebacks = s.comebacks + 1, last_comeback_at = i.seen_at from inserted i
          where s.app_id = ${watch.appId} and s.kind = i.kind and s.subject = i.subject and not i.still_back
            and ${watch.mode === "watch"}::boolean
        ), told as (
          update ${watches} set came_back = came_back + (select count(*) from inserted) where id = ${watch.id}
        )
        select kind, subject from inserted`,
  );
}

/** People who were back and are seen blank: when they return, it is a new comeback. */
export async function noteBlank(
  tx: Executor,
  appId: string,
  subjects: readonly string[],
  seenAt: Date,
): Promise<void> {
  if (subjects.length === 0) return;
  await tx.execute(
    sql`update ${suppression} s set since = ${seenAt.toISOString()}::timestamptz
        from jsonb_array_elements_text(${asJson(subjects)}) as x(subject)
        where s.app_id = ${appId} and s.kind = 'user' and s.subject = x.subject and s.last_comeback_at > s.since`,
  );
}

/** The runs that erased those who are to be scrubbed again, as far as no run has them yet. */
export async function erasersToScrub(db: Database, watchId: number): Promise<number[]> {
  const found = await rows<{ runId: number }>(
    db,
    sql`select distinct c.erased_by as "runId" from ${comebacks} c
        where c.watch_id = ${watchId} and c.sealed is not null and c.erased_by is not null order by 1`,
  );
  return found.map(({ runId }) => runId);
}

/** Drops the references to those whom these runs erased: they stay as people who were told of. */
export async function leaveComebacks(
  tx: Executor,
  watchId: number,
  erasers: readonly number[],
): Promise<void> {
  await tx.execute(
    sql`update ${comebacks} c set sealed = null
        where c.watch_id = ${watchId} and c.sealed is not null and c.erased_by in ${theseRuns(erasers)}`,
  );
}

const theseRuns = (ids: readonly number[]): SQL =>
  sql`(select x::int from jsonb_array_elements_text(${asJson(ids)}) as x)`;

/**
 * Hands those whom these runs erased over to a run, in the transaction that makes it: each goes to one run.
 * @throws {WATCH_STATE} when the watch was ended, or another process was faster.
 */
export async function* claimComebacks(
  tx: Executor,
  watchId: number,
  erasers: readonly number[],
  runId: number,
): AsyncGenerator<{ subject: string; sealed: string }> {
  const [watch] = await tx
    .select({ state: watches.state })
    .from(watches)
    .where(eq(watches.id, watchId))
    .for("update");
  if (watch?.state !== "scanning") throw failure("WATCH_STATE.ended");
  for (let claimed = 0; ;) {
    const some = await rows<{ subject: string; sealed: string }>(
      tx,
      sql`with picked as (
            select c.kind, c.subject, c.sealed from ${comebacks} c
            where c.watch_id = ${watchId} and c.sealed is not null and c.erased_by in ${theseRuns(erasers)}
            order by c.subject limit ${CLAIM}
          )
          update ${comebacks} c set sealed = null, run_id = ${runId}::int from picked p
          where c.watch_id = ${watchId} and c.kind = p.kind and c.subject = p.subject
          returning p.subject, p.sealed`,
    );
    claimed += some.length;
    if (claimed === 0) throw failure("WATCH_STATE.taken");
    if (some.length === 0) return;
    yield* some;
  }
}

/** Which of these people a watch's run is about to scrub already, and which run. */
export async function underway(
  db: Database,
  appId: string,
  subjects: readonly string[],
): Promise<Map<string, number>> {
  if (subjects.length === 0) return new Map();
  const found = await rows<{ subject: string; runId: number }>(
    db,
    sql`select w.subject, max(r.id)::int as "runId" from ${runs} r
        cross join jsonb_array_elements_text(${asJson(subjects)}) as x(subject)
        join ${worklist} w on w.run_id = r.id and w.subject = x.subject
        where r.app_id = ${appId} and r.kind = 'watch' and r.state in ('planning', 'planned', 'applying')
          and w.state in ('listed', 'pending')
        group by 1`,
  );
  return new Map(found.map(({ subject, runId }) => [subject, runId]));
}

/** What a watch found: everybody who is back, of them again and still so, and how they stand now. */
export interface ComebackTally {
  people: number;
  emails: number;
  stillBack: number;
  held: number;
  toScrub: number;
  scrubbed: number;
  reported: number;
}

export async function tallyOf(db: Executor, watchId: number): Promise<ComebackTally> {
  const n = (condition: SQL) => sql<number>`(count(*) filter (where ${condition}))::int`;
  const [found] = await db
    .select({
      people: n(sql`${comebacks.kind} = 'user'`),
      emails: n(sql`${comebacks.kind} = 'email'`),
      stillBack: n(sql`${comebacks.stillBack}`),
      held: n(sql`${status} = 'held'`),
      toScrub: n(sql`${status} = 'to_scrub'`),
      scrubbed: n(sql`${status} = 'scrubbed'`),
      reported: n(sql`${status} = 'reported'`),
    })
    .from(comebacks)
    .leftJoin(suppression, theirSuppression)
    .where(eq(comebacks.watchId, watchId));
  if (!found) throw new Error("an aggregate answered no row");
  return found;
}

/** What watches found, newest first; of one of them where `watchId` says so. `before`: the last one of the page before. */
export async function pageOfComebacks(
  db: Database,
  appId: string,
  options: { watchId?: number; limit: number; before?: { seenAt: Date; watchId: number; subject: string } },
): Promise<ShownComeback[]> {
  const { watchId, limit, before } = options;
  return db
    .select({
      watchId: comebacks.watchId,
      kind: comebacks.kind,
      subject: comebacks.subject,
      seenAt: comebacks.seenAt,
      blankSince: comebacks.blankSince,
      fields: comebacks.fields,
      stillBack: comebacks.stillBack,
      erasedBy: comebacks.erasedBy,
      runId: comebacks.runId,
      status,
    })
    .from(comebacks)
    .innerJoin(watches, eq(watches.id, comebacks.watchId))
    .leftJoin(suppression, theirSuppression)
    .where(
      and(
        eq(comebacks.appId, appId),
        watchId === undefined ? eq(watches.mode, "watch") : eq(comebacks.watchId, watchId),
        before &&
          sql`(${comebacks.seenAt}, ${comebacks.watchId}, ${comebacks.subject}) <
              (${before.seenAt.toISOString()}::timestamptz, ${before.watchId}::int, ${before.subject}::text)`,
      ),
    )
    .orderBy(desc(comebacks.seenAt), desc(comebacks.watchId), desc(comebacks.subject))
    .limit(limit);
}
