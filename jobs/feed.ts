import { feedJob, scrubJob, type OfRun } from "../src/service/jobs.js";
import { demandScan } from "../src/erasure/bound-row.js";
import { isHopeless } from "../src/erasure/hopeless.js";
import { errorRateExceeded } from "../src/policy/limits.js";
import { handledOf } from "../src/ledger/runs/batches.js";
import type { Run } from "../src/ledger/runs/runs.js";
import { RUN_LIFECYCLE } from "../src/model/run-lifecycle.js";
import type { Job } from "../src/queue/job.js";
import { policyOf, scrubQueueOf, type JobContext } from "../src/service/context.js";
import { settleRequests, type SettleContext } from "../src/service/request/settle.js";
import { settleWatches } from "../src/service/watch/settle.js";
import { stopRun } from "../src/service/run/stop.js";

type Context = SettleContext & Pick<JobContext, "batches" | "watches">;

/** Scrub jobs that wait in Redis at most; a million users are ten thousand jobs, and they stay in the ledger. */
const WINDOW = 200;
const TICK_MS = 200;

/**
 * Keeps a run's scrub jobs coming through a bounded window, and ends the run. It holds no state: each tick
 * adds the lowest unfinished batches, and those that are in the queue already stay as they are. So a job that
 * was lost with Redis is simply added again.
 */
export const feed: Job<OfRun, Context> = {
  ...feedJob,

  async run({ run: runId }, context) {
    const run = await context.runs.get(runId);
    const { batches } = RUN_LIFECYCLE[run.state];
    if (batches === "none") return "done";
    const startedOnly = batches === "begun";
    const queue = scrubQueueOf(run.kind);
    const hasRoom = (await context.queues.waiting(queue)) < WINDOW / 2;
    // Before the failures are counted: those of what ends meanwhile must not slip by.
    const unfinished = hasRoom ? await context.batches.unfinished(runId, WINDOW, startedOnly) : undefined;
    const isAtEnd = unfinished?.length === 0;
    const obstacle = startedOnly ? null : await obstacleTo(run, isAtEnd, context);
    if (obstacle) {
      await stopRun(runId, obstacle, context);
      return "done";
    }
    if (isAtEnd) {
      await finish(run, startedOnly ? "cancelling" : "applying", context);
      return "done";
    }
    if (unfinished)
      await context.queues.add(
        scrubJob,
        unfinished.map((batch) => ({ run: runId, batch, kind: run.kind })),
      );
    return { againInMs: TICK_MS };
  },

  // The ledger was out of reach for long. The run stays as it is; reconciling adds this job again.
  giveUp: () => Promise.resolve(),
};

/** Whether something is recorded of everybody whom the plan counted. @throws {RUN_CHANGED} */
async function isComplete(run: Run, { batches, encryption }: Context): Promise<boolean> {
  demandScan(run, encryption.ofRun(run.id));
  return (await batches.recorded(run.id)) === run.tally.selected;
}

async function finish({ id, kind }: Run, from: "applying" | "cancelling", context: Context): Promise<void> {
  const state = from === "cancelling" ? "cancelled" : "done";
  const finished = await context.runs.finish(id, from, context.clock());
  if (finished) context.telemetry.emit("run.finished", { run: id, state });
  if (kind === "erasure") await settleRequests(id, context);
  if (kind === "watch") await settleWatches(context);
}

/** Why a run that is being applied can't go on, or end. */
async function obstacleTo(run: Run, isAtEnd: boolean, context: Context): Promise<string | null> {
  try {
    if (await tooManyFail(run, context)) return "ERROR_RATE";
    return isAtEnd && !(await isComplete(run, context)) ? "PEOPLE_MISSING" : null;
  } catch (error) {
    if (isHopeless(error)) return error.code;
    throw error;
  }
}

/** Counted since it was last resumed. */
async function tooManyFail(run: Run, context: Context): Promise<boolean> {
  // People who were named one by one: for whom it fails is parked, and nobody else has to wait for them.
  if (run.kind === "erasure") return false;
  const progress = await context.batches.progress(run.id);
  const { limits } = policyOf(run, context).policy;
  const handled = handledOf(progress) - run.handledBefore;
  const failed = progress.failed - run.failedBefore;
  return errorRateExceeded(limits, { handled, failed });
}
