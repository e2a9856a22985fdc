import type { Job } from "../src/queue/job.js";
import { identify as ask, type IdentifyContext } from "../src/service/hold/identify.js";
import { identifyJob } from "../src/service/jobs.js";

/** Asks TalkJS whether it knows the person of a legal hold. */
export const identify: Job<{ hold: string }, IdentifyContext> = {
  ...identifyJob,

  async run({ hold }, context, { signal }) {
    await ask(await context.holds.get(hold), context, signal);
    return "done";
  },

  // It stands all the same, and is shown as not looked up. Reconciling asks again.
  giveUp: () => Promise.resolve(),
};
