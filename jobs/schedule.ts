import { z } from "zod";
import type { Job } from "../src/queue/job.js";
import type { JobContext } from "./context.js";
import { fireDue } from "./fire-schedules.js";
import { settleSlots } from "./settle-slots.js";

const ScheduleData = z.strictObject({ schedule: z.int().positive() });
type ScheduleData = z.infer<typeof ScheduleData>;

const idOf = (schedule: number): string => `schedule-${schedule}`;

/**
 * The alarm of a schedule. It only says that it is time to look: what is due is in the ledger, so an alarm that comes
 * twice, late or never does no harm.
 */
export const schedule: Job<ScheduleData, JobContext> = {
  name: "schedule",
  queue: () => "control",
  data: ScheduleData,
  id: (data) => idOf(data.schedule),

  async run(_, context) {
    await fireDue(context);
    return "done";
  },

  // The service looks again soon.
  giveUp: () => Promise.resolve(),
};

/** Everything about schedules that time brings, or that a killed process or a wiped Redis left undone. */
export async function tendSchedules(context: JobContext): Promise<void> {
  await settleSlots(context);
  await fireDue(context);
  await setAlarms(context);
}

/** Sets the alarms that are missing or changed, and removes those of schedules that are gone. */
async function setAlarms({ queues, schedules }: JobContext): Promise<void> {
  const queue = queues.get("control");
  const missing = new Map((await schedules.list()).map((found) => [idOf(found.id), found]));
  for (const { key, pattern, tz } of await queue.getJobSchedulers()) {
    const wanted = missing.get(key);
    if (wanted?.cron === pattern && wanted?.timeZone === tz) missing.delete(key);
    else if (!wanted) await queue.removeJobScheduler(key);
  }
  for (const [key, { id, cron, timeZone }] of missing) {
    const opts = { removeOnComplete: true, removeOnFail: true, stackTraceLimit: 0 };
    const template = { name: schedule.name, data: { schedule: id }, opts };
    await queue.upsertJobScheduler(key, { pattern: cron, tz: timeZone }, template);
  }
}
