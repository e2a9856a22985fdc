import type { ScheduledPolicy } from "../../policy/policy-set.js";
import { newSchedule } from "../../schedules/new-schedule.js";
import type { CipherContext, JobContext } from "../context.js";

/** Makes the ledger's schedules equal to those of the policy files. Their alarms follow within seconds. */
export async function syncSchedules(
  files: { schedules(): ScheduledPolicy[] },
  context: CipherContext & Pick<JobContext, "schedules" | "clock">,
): Promise<void> {
  const wanted = files.schedules().map((schedule) => newSchedule(schedule, schedule, context));
  await context.schedules.sync(wanted, context.clock());
}
