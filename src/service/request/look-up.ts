import { lookupJob } from "../jobs.js";
import type { JobContext } from "../context.js";

/** What beginning a lookup works with. */
export type LookupContext = Pick<JobContext, "lookups" | "queues" | "clock">;

/** Begins a lookup if addresses wait for one, and brings the active one's job back. */
export async function beginLookup(context: LookupContext): Promise<void> {
  const id = (await context.lookups.begin(context.clock())) ?? (await context.lookups.active())?.id;
  if (id !== undefined) await context.queues.add(lookupJob, [{ lookup: id }]);
}
