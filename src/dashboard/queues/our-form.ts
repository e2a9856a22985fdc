import { z } from "zod";
import { jobs } from "../../../jobs/index.js";
import { HEX_32_FORM, UUID_FORM } from "../../model/ids.js";
import { cronProblem, isTimeZone } from "../../policy/cron.js";
import { QUEUE_NAMES } from "../../queue/queue-name.js";

/** Stands for whatever isn't of our form: somebody may have put anything into Redis. */
export const HIDDEN = "hidden";

const ID = String.raw`[1-9]\d{0,9}`;
/** What `id()` of the jobs makes. */
const JOB_ID = new RegExp(
  String.raw`^(?:(?:scan|feed|lookup|watch|schedule)-${ID}|scrub-${ID}-\d{1,10}|start-${UUID_FORM}|deliver-${HEX_32_FORM})$`,
);
const SCHEDULER_ID = new RegExp(`^schedule-${ID}$`);
/** How BullMQ calls the next alarm of a schedule. */
const ALARM_ID = new RegExp(String.raw`^repeat:schedule-${ID}:\d{13}$`);
/** A code of ours or of Node.js, or an error's class. SQLSTATEs aren't told from people's numbers. */
const CODE = /^(?:[A-Z][A-Z\d]*(?:_[A-Z\d]+)*|(?:[A-Z][a-z]+)*Error)$/;
const LONGEST_CODE = 40;

const BY_NAME = new Map(jobs.map((job) => [job.name, job]));

export const isJobId = (id: string): boolean => JOB_ID.test(id) || ALARM_ID.test(id);
/** A job that isn't an alarm of a schedule. */
export const isOwnJobId = (id: string): boolean => JOB_ID.test(id);

export const QueueNameForm = z.enum(QUEUE_NAMES);
export const JobIdForm = z.string().refine(isJobId);
export const SchedulerIdForm = z.string().regex(SCHEDULER_ID);
export const JobNameForm = z.string().refine((name) => BY_NAME.has(name));
export const CodeForm = z.string().max(LONGEST_CODE).regex(CODE);
export const CronForm = z
  .string()
  .max(100)
  .refine((cron) => cronProblem(cron) === null);
export const TimeZoneForm = z.string().max(64).refine(isTimeZone);

/** A job's data as its own schema knows it, which takes no other key; else that it is hidden. */
export function dataForm(name: unknown, data: unknown): unknown {
  const parsed = BY_NAME.get(String(name))?.data.safeParse(data);
  return parsed?.success ? parsed.data : HIDDEN;
}
