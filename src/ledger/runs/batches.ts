import { and, countDistinct, eq, inArray, ne, sql } from "drizzle-orm";
import { asJson, rows, type Database, type Executor } from "../database.js";
import { entryLeaf, LEAF_FORMAT, type IdLikeness, type PlaceCount } from "../../audit/leaf.js";
import type { BundleAuthenticator } from "../../audit/bundle-authenticator.js";
import { VERSION } from "../../version.js";
import { intoInbox } from "../log/inbox.js";
import { auditEntries, batches, runs, worklist } from "../schema.js";
import { releaseClaims } from "./edit-claims.js";
import { suppress } from "../watches/suppress.js";
import {
  countOutcomes,
  OUTCOME_COUNTERS,
  perCounter,
  type Outcome,
  type OutcomeCounts,
  type Verification,
} from "../../model/outcome.js";
import { RUN_LIFECYCLE } from "../../model/run-lifecycle.js";
import type { BatchState, BlankedKeys } from "./states.js";

export type Batch = typeof batches.$inferSelect;

/** How it ended for one user of a batch; becomes the audit entry. */
export interface RowResult {
  subject: string;
  /** Who this is in the evidence, and the encrypted salt of that pseudonym. */
  evidence: string;
  salt: string | null;
  idLooksLike: IdLikeness;
  outcome: Outcome;
  reason: string | null;
  fields: string[];
  remaining: string[];
  customKeys: BlankedKeys | null;
  /** What was found beside the fields of the profile. @default nothing */
  places?: PlaceCount[];
  verification: Verification | null;
  verifiedAt: Date | null;
  attempts: number;
  round: number;
  /** Null where there is nothing to retry. */
  retry: RowRetry | null;
}

/** A parked row as a retry finds it: what is in doubt, and what authenticates it. */
export interface RowRetry {
  fields: string[];
  customKeys: string[];
  mac: string;
}

/** Users of a run by how it ended for them so far. */
export interface Progress extends OutcomeCounts {
  batches: number;
  batchesDone: number;
}

/** Before anything is planned. */
export const NO_PROGRESS: Progress = { batches: 0, batchesDone: 0, ...perCounter(() => 0) };

/** Users for whom it has ended, one way or the other. */
export const handledOf = (progress: Progress): number =>
  OUTCOME_COUNTERS.reduce((sum, counter) => sum + progress[counter], 0);

/** Batches that may be begun, by which of its run's are worked on. */
const STARTS_FROM = {
  all: ["pending", "started"],
  begun: ["started"],
  none: [],
} as const satisfies Record<string, BatchState[]>;

export class Batches {
  constructor(
    private readonly db: Database,
    private readonly authenticator: BundleAuthenticator,
  ) {}

  async get(runId: number, batch: number): Promise<Batch | undefined> {
    const [found] = await this.db
      .select()
      .from(batches)
      .where(and(eq(batches.runId, runId), eq(batches.batch, batch)));
    return found;
  }

  /** The lowest unfinished batches. `startedOnly`: just those whose edit may have been sent. */
  async unfinished(runId: number, limit: number, startedOnly: boolean): Promise<number[]> {
    const found = await this.db
      .select({ batch: batches.batch })
      .from(batches)
      .where(
        and(eq(batches.runId, runId), startedOnly ? eq(batches.state, "started") : ne(batches.state, "done")),
      )
      .orderBy(batches.batch)
      .limit(limit);
    return found.map((row) => row.batch);
  }

  /**
   * Durable before the first edit is sent: whoever takes the batch up after a crash reads before editing.
   * @returns the number of this attempt; null when the batch may not be edited (any more).
   */
  async start(runId: number, batch: number): Promise<number | null> {
    return this.db.transaction(async (tx) => {
      // Locks the run: a cancellation either comes first, or finds this batch started and has it finished.
      const [run] = await tx.select({ state: runs.state }).from(runs).where(eq(runs.id, runId)).for("share");
      const from = STARTS_FROM[run ? RUN_LIFECYCLE[run.state].batches : "none"];
      const [started] = await tx
        .update(batches)
        .set({ state: "started", attempts: sql`${batches.attempts} + 1` })
        .where(and(eq(batches.runId, runId), eq(batches.batch, batch), inArray(batches.state, [...from])))
        .returning({ attempts: batches.attempts });
      return started?.attempts ?? null;
    });
  }

  /**
   * Records how it ended for people of a batch: audit entries, suppression list, worklist rows and counts in one
   * transaction.
   * @param isOpen others of it are still to be dealt with.
   * @returns what was recorded; whom somebody else has recorded already is left out.
   */
  async finish(run: RecordedRun, batch: number, results: RowResult[], isOpen = false): Promise<RowResult[]> {
    return this.db.transaction(async (tx) => {
      const isThis = and(eq(batches.runId, run.id), eq(batches.batch, batch));
      const [open] = await tx
        .select({ state: batches.state })
        .from(batches)
        .where(and(isThis, ne(batches.state, "done")))
        .for("update");
      if (!open) return [];
      const pending = await pendingSubjects(tx, run.id, batch);
      const news = results.filter(({ subject }) => pending.has(subject));
      const counts = countOutcomes(news);
      await tx
        .update(batches)
        .set({
          ...perCounter((counter) => sql`${batches[counter]} + ${counts[counter]}`),
          ...(!isOpen && { state: "done", finishedAt: sql`clock_timestamp()` }),
        })
        .where(isThis);
      if (news.length > 0) await record(tx, run, news, this.authenticator);
      return news;
    });
  }

  /** How many people a run has recorded something about, in whatever round. */
  async recorded(runId: number): Promise<number> {
    const [found] = await this.db
      .select({ people: countDistinct(auditEntries.subject) })
      .from(auditEntries)
      .where(eq(auditEntries.runId, runId));
    return found?.people ?? 0;
  }

  /** How far a run has come. */
  async progress(runId: number): Promise<Progress> {
    return (await this.progressOf([runId])).get(runId) ?? NO_PROGRESS;
  }

  /** How far each of these runs has come; one without batches is missing. */
  async progressOf(runIds: readonly number[]): Promise<Map<number, Progress>> {
    if (runIds.length === 0) return new Map();
    const found = await rows<Progress & { runId: number }>(
      this.db,
      sql`select run_id as "runId", count(*)::int as "batches",
                 (count(*) filter (where state = 'done'))::int as "batchesDone",
                 ${sql.join(
                   OUTCOME_COUNTERS.map((c) => sql`sum(${batches[c]})::int as ${sql.identifier(c)}`),
                   sql`, `,
                 )}
          from ${batches} where ${inArray(batches.runId, [...runIds])} group by run_id`,
    );
    return new Map(found.map(({ runId, ...progress }) => [runId, progress]));
  }
}

async function pendingSubjects(tx: Executor, runId: number, batch: number): Promise<Set<string>> {
  const found = await tx
    .select({ subject: worklist.subject })
    .from(worklist)
    .where(and(eq(worklist.runId, runId), eq(worklist.batch, batch), eq(worklist.state, "pending")));
  return new Set(found.map(({ subject }) => subject));
}

/** What an audit entry takes over from its run. */
export type RecordedRun = Pick<typeof runs.$inferSelect, "id" | "appId" | "kind" | "policyDigest" | "epoch">;

async function record(
  tx: Executor,
  { id: runId, appId, kind, policyDigest, epoch }: RecordedRun,
  found: RowResult[],
  authenticator: BundleAuthenticator,
): Promise<void> {
  const results = found.map((result) => ({ ...result, places: result.places ?? [] }));
  const at = new Date();
  const ofRun = {
    format: LEAF_FORMAT,
    at,
    appId,
    runId,
    kind,
    epoch,
    policyDigest,
    toolVersion: VERSION,
  };
  const bundle = authenticator.bundle(
    appId,
    "entry",
    results.map((result) => entryLeaf({ ...result, ...ofRun, subject: result.evidence })),
  );
  const numbered = results.map(({ retry, ...result }, ord) => ({
    ...result,
    ord,
    retryFields: retry?.fields ?? [],
    retryKeys: retry?.customKeys ?? [],
    mac: retry?.mac ?? null,
  }));
  const recordset = sql`jsonb_to_recordset(${asJson(numbered)}) as x(ord int, subject text, evidence text, salt text,
    outcome text, reason text, fields text[], remaining text[], "customKeys" jsonb, places jsonb, verification text,
    "verifiedAt" timestamptz, attempts int, round int, "idLooksLike" text, "retryFields" text[], "retryKeys" text[],
    mac text)`;
  const ids = sql`select array_agg(w.id order by x.ord) from written w join ${recordset} on x.evidence = w.subject`;
  await tx.execute(
    sql`with written as (
          insert into ${auditEntries}
            (format, at, app_id, run_id, kind, epoch, subject, salt, outcome, reason, fields, remaining, custom_keys,
             policy_digest, verification, verified_at, attempts, round, tool_version, places, id_looks_like)
          select ${LEAF_FORMAT}::smallint, ${at.toISOString()}::timestamptz, ${appId}, ${runId}::int, ${kind}, ${epoch}::int, x.evidence, x.salt,
                 x.outcome, x.reason, x.fields, x.remaining, nullif(x."customKeys", 'null'::jsonb), ${policyDigest},
                 x.verification, x."verifiedAt", x.attempts, x.round, ${VERSION}::text, x.places, x."idLooksLike"
          from ${recordset} returning id, subject)
        ${intoInbox(appId, "entry", bundle, ids)}`,
  );
  await suppress(tx, runId, recordset);
  await releaseClaims(tx, runId, recordset);
  await tx.execute(
    sql`update ${worklist} w
        set state = case when x.outcome = 'failed' then 'parked' else 'done' end,
            sealed = case when x.outcome = 'failed' then w.sealed end,
            reason = case when x.outcome = 'failed' then x.reason else w.reason end,
            mac = x.mac,
            fields = x."retryFields", custom_keys = x."retryKeys"
        from ${recordset} where w.run_id = ${runId} and w.subject = x.subject`,
  );
}
