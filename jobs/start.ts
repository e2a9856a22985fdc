import type { Job } from "../src/queue/job.js";
import { startJob } from "../src/service/jobs.js";
import { startRequests, type StartContext } from "../src/service/request/start.js";

/** Begins queued requests. */
export const start: Job<{ request: string }, StartContext> = {
  ...startJob,

  async run(_, context) {
    await startRequests(context);
    return "done";
  },

  // The ledger was out of reach for long. Reconciling begins what is queued.
  giveUp: () => Promise.resolve(),
};
