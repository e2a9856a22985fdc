import type { JobContext } from "../context.js";
import { reconcile } from "../reconcile.js";
import type { Run } from "../../ledger/runs/runs.js";

/**
 * Gives a run up; what was begun is still finished and recorded.
 * @throws {RUN_NOT_FOUND | RUN_STATE | SWEEP_ACTIVE}
 */
export async function cancelRun(runId: number, context: JobContext): Promise<Run> {
  await context.runs.cancel(runId, context.clock());
  await reconcile(context);
  return context.runs.get(runId);
}
