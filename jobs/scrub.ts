import { scrubJob, type OfBatch } from "../src/service/jobs.js";
import { failure } from "../src/base/errors.js";
import { isNamed } from "../src/erasure/batch-user.js";
import { isTrusted } from "../src/erasure/bound-row.js";
import { isBoundPolicy } from "../src/erasure/encrypted-policy.js";
import { isHopeless } from "../src/erasure/hopeless.js";
import { failedRow, plannedRow } from "../src/erasure/row-result.js";
import { scrubBatch, type BatchEnd } from "../src/erasure/scrub-batch.js";
import type { Batch, RowResult } from "../src/ledger/runs/batches.js";
import type { Run } from "../src/ledger/runs/runs.js";
import { countOutcomes } from "../src/model/outcome.js";
import { RUN_LIFECYCLE } from "../src/model/run-lifecycle.js";
import type { WorklistRow } from "../src/ledger/runs/worklist.js";
import { contactLikeId } from "../src/policy/contact-like.js";
import { needsFreshLook } from "../src/policy/exclusion.js";
import { wantsWitness } from "../src/policy/policy.js";
import type { Job } from "../src/queue/job.js";
import { demandApi, laneOf, policyOf, type CipherContext, type JobContext } from "../src/service/context.js";
import { openTrials, type TrialContext } from "../src/service/field-trials.js";
import { stopRun } from "../src/service/run/stop.js";

type Context = CipherContext &
  Pick<
    JobContext,
    | "runs"
    | "batches"
    | "editClaims"
    | "worklist"
    | "holds"
    | "keyring"
    | "talkjs"
    | "apiOrigin"
    | "onlineUsers"
    | "witness"
    | "telemetry"
  > &
  TrialContext;

/** Blanks one batch, reads it back and records it. Does nothing when the batch or its run is finished. */
export const scrub: Job<OfBatch, Context> = {
  ...scrubJob,

  async run(data, context, { signal }) {
    const work = await takeUp(data, context);
    if (!work) return "done";
    try {
      const end = await scrubOnce(work, data.waited ?? 0, context, signal);
      if (end) await finish(work, end.results, context, end.again !== null);
      if (end?.again) return { againInMs: end.again.inMs, data: { ...data, waited: end.again.waited } };
    } catch (error) {
      // What a cancelled run had begun must still be settled, so it isn't stopped but tried until it is given up.
      if (!isHopeless(error) || work.run.state === "cancelling") throw error;
      await stopRun(data.run, error.code, context);
    }
    return "done";
  },

  async giveUp(data, context, code) {
    const work = await takeUp(data, context);
    if (!work) return;
    const { run, batch, rows } = work;
    if (work.isChanged) return stopRun(data.run, "RUN_CHANGED", context);
    const cipher = context.encryption.ofRun(run.id);
    // An edit may have been sent; nobody has seen whether it took effect.
    const reason = batch.state === "started" ? `UNVERIFIED_${code}` : code;
    const results = rows.map((row) =>
      isNamed(row) ? failedRow(row, reason, batch.attempts, cipher) : plannedRow(row, cipher),
    );
    await finish(work, results, context);
  },
};

interface Work {
  run: Run;
  batch: Batch;
  /** Those that one of us wrote. */
  rows: WorklistRow[];
  /** Others were changed. A run that is being cancelled ends without them; any other one waits for a person. */
  isChanged: boolean;
}

async function takeUp({ run: runId, batch: number }: OfBatch, context: Context): Promise<Work | null> {
  const run = await context.runs.get(runId);
  const batch = await context.batches.get(runId, number);
  if (!batch || batch.state === "done") return null;
  const { batches } = RUN_LIFECYCLE[run.state];
  const mayEdit = batches === "all" || (batches === "begun" && batch.state === "started");
  if (!mayEdit) return null;
  const pending = await context.worklist.pendingOf(runId, number);
  const cipher = context.encryption.ofRun(runId);
  const rows = pending.filter((row) => isTrusted(run, row, cipher));
  return { run, batch, rows, isChanged: rows.length < pending.length && run.state !== "cancelling" };
}

async function scrubOnce(
  { run, batch, rows, isChanged }: Work,
  waited: number,
  context: Context,
  signal: AbortSignal,
): Promise<BatchEnd | null> {
  const cipher = context.encryption.ofRun(run.id);
  if (isChanged) throw failure("RUN_CHANGED", { run: run.id });
  demandApi(run, context);
  // Before anything is edited: without its epoch's key nothing could be recorded.
  const epoch = await context.keyring.of(run.epoch);
  const policy = policyOf(run, context, epoch);
  const witness = wantsWitness(policy.policy) ? context.witness : undefined;
  witness?.demand();
  const talkjs = context.talkjs.lane(laneOf(run));
  const pages = [...new Set(rows.map((row) => row.listPage))].filter((page) => page !== null);
  const cursors = await context.worklist.cursors(run.id, pages);
  return scrubBatch(
    talkjs,
    {
      rows,
      policy,
      trials: await openTrials(context),
      cipher,
      subjectOf: (id) => context.pseudonyms.subject(id),
      personOf: (id) => ({ ...epoch.personOf(id), idLooksLike: contactLikeId(id) ?? "nothing" }),
      startedBefore: batch.state === "started",
      // What a run of before there were bound rows has planned steers nothing: everybody is read before their edit.
      freshLook: needsFreshLook(policy.policy) || !isBoundPolicy(run.policy),
      cursorOf: (page) => {
        const sealed = cursors.get(page);
        return sealed ? cipher.decrypt(sealed, `cursor:${page}`) : undefined;
      },
      begin: () => context.batches.start(run.id, batch.batch),
      waited,
      witness,
      // Runs of before there were claims have none: whatever is blank in what they had begun is theirs.
      claimed: async (subjects) =>
        run.apiOrigin === null ? new Set(subjects) : context.editClaims.of(run.id, subjects),
      claim: (subjects) => context.editClaims.take(run.id, subjects),
      widen: (widened) => context.worklist.widen(run.id, widened),
      holds: (subjects) => context.holds.groundsOf(subjects, context.clock()),
      online: async () =>
        policy.policy.exclude.online ? context.onlineUsers.subjects(talkjs, signal) : new Set(),
    },
    { clock: context.clock, signal },
  );
}

async function finish(
  { run, batch: { batch } }: Work,
  results: RowResult[],
  context: Context,
  isOpen = false,
): Promise<void> {
  const recorded = await context.batches.finish(run, batch, results, isOpen);
  if (recorded.length === 0) return;
  context.telemetry.emit("batch.finished", { run: run.id, batch, ...countOutcomes(recorded) });
}
