import type { JobContext } from "../context.js";
import { reconcile } from "../reconcile.js";
import { handledOf } from "../../ledger/runs/batches.js";
import { preflight } from "./preflight.js";

/**
 * Puts the parked users of a finished or stopped run back to work.
 * @returns how many.
 * @throws {RUN_NOT_FOUND | RUN_STATE | SWEEP_ACTIVE}, and what `preflight` throws.
 */
export async function retryRun(runId: number, context: JobContext, signal: AbortSignal): Promise<number> {
  await preflight(context, signal);
  const progress = await context.batches.progress(runId);
  const retried = await context.runs.retryParked(runId, {
    handledBefore: handledOf(progress) - progress.failed,
    failedBefore: 0,
  });
  await reconcile(context);
  return retried;
}
