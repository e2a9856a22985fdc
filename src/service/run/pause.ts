import { failure } from "../../base/errors.js";
import type { JobContext } from "../context.js";
import { PAUSED, type Run } from "../../ledger/runs/runs.js";

/**
 * Stops a run until it is resumed; what is being edited at this moment is still finished and recorded.
 * @throws {RUN_NOT_FOUND | RUN_STATE}
 */
export async function pauseRun(
  runId: number,
  { runs, telemetry }: Pick<JobContext, "runs" | "telemetry">,
): Promise<Run> {
  const isPaused = await runs.pause(runId);
  const run = await runs.get(runId);
  if (!isPaused && run.code !== PAUSED) {
    throw failure("RUN_STATE.pause", { run: runId, state: run.state });
  }
  if (isPaused) telemetry.emit("run.stopped", { run: runId, code: PAUSED });
  return run;
}
