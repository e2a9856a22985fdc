import { scanJob, feedJob } from "./jobs.js";
import { planEnd, type JobContext } from "./context.js";
import { enqueueDeliveries } from "./delivery/enqueue.js";
import { askAboutHolds } from "./hold/ask.js";
import { settleSlots } from "./schedule/settle.js";
import { settleWatches } from "./watch/settle.js";
import { resumeWatches } from "./watch/start.js";
import { maintainRequests } from "./request/maintain.js";

/**
 * Fills the queues from the ledger: every run with work to do gets its job. What is in Redis already stays as it
 * is, so it can run at any time and in any number of processes. It also ends what outlived its time.
 * @returns the number of runs with work to do.
 */
export async function reconcile(context: JobContext): Promise<number> {
  await expirePlans(context);
  await maintainRequests(context);
  await settleWatches(context);
  await resumeWatches(context);
  const active = await context.runs.active();
  for (const run of active) {
    if (run.state === "planning") await context.queues.add(scanJob, [{ run: run.id, kind: run.kind }]);
    else await context.queues.add(feedJob, [{ run: run.id, kind: run.kind }]);
  }
  await askAboutHolds(context);
  await settleSlots(context);
  await enqueueDeliveries(context);
  await context.queues.markFilled();
  context.telemetry.emit("queue.rebuilt", { runs: active.length });
  return active.length;
}

/** A plan that can't be applied any more gives up its users' references. */
async function expirePlans(context: Pick<JobContext, "runs" | "encryption" | "clock">): Promise<void> {
  for (const run of await context.runs.planned()) {
    const end = planEnd(run, context);
    if (end) await context.runs.expire(run.id, end, context.clock());
  }
}
