import { scheduleJob } from "../src/service/jobs.js";
import type { Job } from "../src/queue/job.js";
import { fireDue, type ScheduleContext } from "../src/service/schedule/fire.js";

/**
 * The alarm of a schedule. It only says that it is time to look: what is due is in the ledger, so an alarm that comes
 * twice, late or never does no harm.
 */
export const schedule: Job<{ schedule: number }, ScheduleContext> = {
  ...scheduleJob,

  async run(_, context) {
    await fireDue(context);
    return "done";
  },

  // The service looks again soon.
  giveUp: () => Promise.resolve(),
};
