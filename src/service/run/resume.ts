import { failure } from "../../base/errors.js";
import type { JobContext } from "../context.js";
import { reconcile } from "../reconcile.js";
import { handledOf } from "../../ledger/runs/batches.js";
import type { Run } from "../../ledger/runs/runs.js";
import { runAllows } from "../../model/run-lifecycle.js";
import { preflight } from "./preflight.js";

/**
 * Takes a stopped or failed run up again; one that is at work or has ended stays as it is.
 * @throws {RUN_NOT_FOUND | RUN_STATE | SWEEP_ACTIVE}, and what `preflight` throws.
 */
export async function resumeRun(runId: number, context: JobContext, signal: AbortSignal): Promise<Run> {
  await preflight(context, signal);
  const { state } = await context.runs.get(runId);
  if (state === "cancelled") throw failure("RUN_STATE.givenUp", { run: runId });
  if (state === "planned") throw failure("RUN_STATE.planned", { run: runId });
  if (runAllows(state, "resume")) {
    const progress = await context.batches.progress(runId);
    await context.runs.resume(runId, {
      handledBefore: handledOf(progress),
      failedBefore: progress.failed,
    });
    await reconcile(context);
  }
  return context.runs.get(runId);
}
