import { scheduleJob } from "../jobs.js";
import type { JobContext } from "../context.js";
import { fireDue, type ScheduleContext } from "./fire.js";
import { settleSlots } from "./settle.js";

/** Everything about schedules that time brings, or that a killed process or a wiped Redis left undone. */
export async function maintainSchedules(context: ScheduleContext): Promise<void> {
  await settleSlots(context);
  await fireDue(context);
  await setAlarms(context);
}

/** Sets the alarms that are missing or changed, and removes those of schedules that are gone. */
async function setAlarms({ queues, schedules }: Pick<JobContext, "queues" | "schedules">): Promise<void> {
  const queue = queues.get("control");
  const missing = new Map(
    (await schedules.list()).map((found) => [scheduleJob.id({ schedule: found.id }), found]),
  );
  for (const { key, pattern, tz } of await queue.getJobSchedulers()) {
    const wanted = missing.get(key);
    if (wanted?.cron === pattern && wanted?.timeZone === tz) missing.delete(key);
    else if (!wanted) await queue.removeJobScheduler(key);
  }
  for (const [key, { id, cron, timeZone }] of missing) {
    const opts = { removeOnComplete: true, removeOnFail: true, stackTraceLimit: 0 };
    const template = { name: scheduleJob.name, data: { schedule: id }, opts };
    await queue.upsertJobScheduler(key, { pattern: cron, tz: timeZone }, template);
  }
}
