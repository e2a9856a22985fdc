import type { JobContext } from "./context.js";
import { feed } from "./feed.js";

/**
 * Lets a complete plan be applied, and begins. Idempotent.
 * @throws {SweepActiveError} when another sweep of the app is active.
 */
export async function approve(runId: number, context: JobContext): Promise<boolean> {
  const approved = await context.runs.approve(runId, context.clock());
  if (approved) await context.queues.add(feed, [{ run: runId }]);
  return approved;
}
