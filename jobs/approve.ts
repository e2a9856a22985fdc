import type { JobContext } from "./context.js";
import { feed } from "./feed.js";

/**
 * Lets a complete plan be applied, and begins. Idempotent.
 * @throws {SweepActiveError} when another sweep of the app is active.
 */
export async function approve(runId: number, by: string, context: JobContext): Promise<boolean> {
  const approved = await context.runs.approve(runId, by, context.clock());
  if (approved) await context.queues.add(feed, [{ run: runId, kind: (await context.runs.get(runId)).kind }]);
  return approved;
}
