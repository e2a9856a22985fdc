import { and, eq, inArray, sql } from "drizzle-orm";
import { asJson, rows, type Database, type Executor } from "../database.js";
import { auditEntries, batches, listPages, worklist } from "../schema.js";
import { resultsOf, type ListedPerson, type PersonResult } from "./results.js";
import type { Intent } from "./states.js";

export type WorklistRow = typeof worklist.$inferSelect;

/** Who a user is in the evidence: the pseudonym, and its salt encrypted. Null: under epoch 0, where it is the subject. */
export interface InEvidence {
  evidence: string | null;
  salt: string | null;
}

/** A user as the plan leaves them for the scrub job. */
export interface PlannedRow extends InEvidence {
  subject: string;
  batch: number;
  listPage: number | null;
  intent: Intent;
  reason: string | null;
  fields: string[];
  customKeys: string[];
  remaining: string[];
  sealed: string | null;
  readAt: Date;
  /** Authenticates all of it. */
  mac: string;
}

export type WidenedRow = Pick<PlannedRow, "subject" | "fields" | "customKeys" | "sealed" | "mac">;

export interface ListedRow extends InEvidence {
  subject: string;
  batch: number;
  sealed: string;
  mac: string;
}

/** Who a run is about. Everything here is pseudonyms, field names and encrypted references. */
export class Worklist {
  constructor(private readonly db: Database) {}

  /** Writes users that were asked for by ID, before they are read. A user listed twice is kept once. */
  async list(tx: Executor, runId: number, listed: ListedRow[]): Promise<void> {
    await tx.execute(
      sql`insert into ${worklist} (run_id, subject, evidence, salt, batch, state, sealed, mac)
          select ${runId}::int, x.subject, x.evidence, x.salt, x.batch, 'listed', x.sealed, x.mac
          from jsonb_to_recordset(${asJson(listed)})
            as x(subject text, evidence text, salt text, batch int, sealed text, mac text)
          on conflict do nothing`,
    );
    await this.openBatches(tx, runId, listed);
  }

  /** The users of a batch that were asked for and not read yet. */
  async listedOf(runId: number, batch: number): Promise<WorklistRow[]> {
    return this.db
      .select()
      .from(worklist)
      .where(and(eq(worklist.runId, runId), eq(worklist.batch, batch), eq(worklist.state, "listed")));
  }

  /** Gives listed users what the read found out about them. */
  async settleListed(tx: Executor, runId: number, planned: PlannedRow[]): Promise<void> {
    await tx.execute(
      sql`update ${worklist} w
          set state = 'pending', intent = x.intent, reason = x.reason, fields = x.fields,
              custom_keys = x."customKeys", remaining = x.remaining, sealed = x.sealed, read_at = x."readAt", evidence = x.evidence,
              salt = x.salt, mac = x.mac
          from ${plannedRecordset(planned)} where w.run_id = ${runId} and w.subject = x.subject and w.state = 'listed'`,
    );
  }

  /** Drops listed users that the selection leaves out. */
  async dropListed(tx: Executor, runId: number, subjects: string[]): Promise<void> {
    if (subjects.length === 0) return;
    await tx.delete(worklist).where(and(eq(worklist.runId, runId), inArray(worklist.subject, subjects)));
  }

  /**
   * Which of these pseudonyms the run has already: a user can be seen twice when the list changes while it is
   * being paged through.
   */
  async known(tx: Executor, runId: number, subjects: string[]): Promise<Set<string>> {
    const found = await rows<{ subject: string }>(
      tx,
      sql`select w.subject from ${worklist} w
          join jsonb_array_elements_text(${asJson(subjects)}) as s(subject) on s.subject = w.subject
          where w.run_id = ${runId}`,
    );
    return new Set(found.map((row) => row.subject));
  }

  /** Who these are in the evidence of a run that lists them. */
  async inEvidence(
    tx: Executor,
    runId: number,
    subjects: string[],
  ): Promise<{ subject: string; evidence: string | null }[]> {
    return rows(
      tx,
      sql`select w.subject, w.evidence from ${worklist} w
          join jsonb_array_elements_text(${asJson(subjects)}) as s(subject) on s.subject = w.subject
          where w.run_id = ${runId}`,
    );
  }

  /** Writes the users of one scanned page and where the page begins. */
  async addPage(
    tx: Executor,
    runId: number,
    page: { page: number; cursor: string | null },
    planned: PlannedRow[],
  ): Promise<void> {
    if (planned.length === 0) return;
    await tx.insert(listPages).values({ runId, ...page });
    await tx.execute(
      sql`insert into ${worklist}
            (run_id, subject, evidence, salt, batch, list_page, state, intent, reason, fields, custom_keys, remaining, sealed,
             read_at, mac)
          select ${runId}::int, x.subject, x.evidence, x.salt, x.batch, x."listPage", 'pending', x.intent, x.reason, x.fields,
                 x."customKeys", x.remaining, x.sealed, x."readAt", x.mac
          from ${plannedRecordset(planned)}`,
    );
    await this.openBatches(tx, runId, planned);
  }

  /** Makes durable what an edit is about to blank that the plan didn't know of, also of people it took for blank. */
  async widen(runId: number, widened: WidenedRow[]): Promise<void> {
    await this.db.execute(
      sql`update ${worklist} w set intent = 'scrub', fields = x.fields, custom_keys = x."customKeys", sealed = x.sealed,
              mac = x.mac
          from ${plannedRecordset(widened)} where w.run_id = ${runId} and w.subject = x.subject and w.state = 'pending'`,
    );
  }

  /** The users of a batch that are still to be dealt with. */
  async pendingOf(runId: number, batch: number): Promise<WorklistRow[]> {
    return this.db
      .select()
      .from(worklist)
      .where(and(eq(worklist.runId, runId), eq(worklist.batch, batch), eq(worklist.state, "pending")))
      .orderBy(worklist.subject);
  }

  /** Where pages of the list begin, encrypted, by page number. */
  async cursors(runId: number, pages: number[]): Promise<Map<number, string | null>> {
    const found = await this.db
      .select()
      .from(listPages)
      .where(and(eq(listPages.runId, runId), inArray(listPages.page, pages)));
    return new Map(found.map((row) => [row.page, row.cursor]));
  }

  /** Parked users by the code of their failure. */
  async parked(runId: number): Promise<Record<string, number>> {
    return (await this.parkedOf([runId])).get(runId) ?? {};
  }

  /** The same of each of these runs; those without any are missing. */
  async parkedOf(runIds: readonly number[]): Promise<Map<number, Record<string, number>>> {
    if (runIds.length === 0) return new Map();
    const isParked = sql`w.state = 'parked' and w.run_id in (${sql.join(
      runIds.map((id) => sql`${id}`),
      sql`, `,
    )})`;
    // Rows that were parked before they kept their code have it in their audit entry only.
    const found = await rows<{ runId: number; reason: string; users: number }>(
      this.db,
      sql`select w.run_id as "runId", w.reason, count(*)::int as users from ${worklist} w
          where ${isParked} and w.reason is not null group by 1, 2
          union all
          select o."runId", o.reason, count(*)::int from (
            select w.run_id as "runId", coalesce((
              select a.reason from ${auditEntries} a
              where a.run_id = w.run_id and a.subject = coalesce(w.evidence, w.subject) and a.round = w.round),
              'UNKNOWN') as reason
            from ${worklist} w where ${isParked} and w.reason is null) o
          group by 1, 2
          order by 1, 2`,
    );
    const byRun = new Map<number, Record<string, number>>();
    for (const { runId, reason, users } of found) byRun.set(runId, { ...byRun.get(runId), [reason]: users });
    return byRun;
  }

  /** How it stands with each of these people in a run, in their order. */
  results(runId: number, people: readonly ListedPerson[]): Promise<PersonResult[]> {
    return resultsOf(this.db, runId, people);
  }

  private async openBatches(tx: Executor, runId: number, inBatches: { batch: number }[]): Promise<void> {
    const numbers = [...new Set(inBatches.map((row) => row.batch))];
    await tx
      .insert(batches)
      .values(numbers.map((batch) => ({ runId, batch })))
      .onConflictDoNothing();
  }
}

const plannedRecordset = (planned: WidenedRow[]) =>
  sql`jsonb_to_recordset(${asJson(planned)}) as x(subject text, evidence text, salt text, batch int, "listPage" int, intent text, reason text,
      fields text[], "customKeys" text[], remaining text[], sealed text, "readAt" timestamptz, mac text)`;
