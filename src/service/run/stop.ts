import type { JobContext } from "../context.js";

/** Stops a run until a person resumes it, and says so. Does nothing when it isn't being applied. */
export async function stopRun(
  runId: number,
  code: string,
  { runs, telemetry }: Pick<JobContext, "runs" | "telemetry">,
): Promise<void> {
  if (await runs.stop(runId, code)) telemetry.emit("run.stopped", { run: runId, code });
}
