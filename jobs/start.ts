import type { Job } from "../src/queue/job.js";
import type { JobContext } from "../src/service/context.js";
import { startJob } from "../src/service/jobs.js";
import { startRequests } from "../src/service/request/start.js";

/** Begins queued requests. */
export const start: Job<{ request: string }, JobContext> = {
  ...startJob,

  async run(_, context) {
    await startRequests(context);
    return "done";
  },

  // The ledger was out of reach for long. Reconciling begins what is queued.
  giveUp: () => Promise.resolve(),
};
