import { jobs } from "../../../jobs/index.js";
import { HEX_32_FORM, UUID_FORM } from "../../model/ids.js";

const ID = String.raw`[1-9]\d{0,9}`;
/** What `id()` of the jobs makes. */
const JOB_ID = new RegExp(
  String.raw`^(?:(?:scan|feed|lookup|watch|schedule)-${ID}|scrub-${ID}-\d{1,10}|(?:start|identify)-${UUID_FORM}|deliver-${HEX_32_FORM})$`,
);
const ALARM_ID = new RegExp(`^schedule-${ID}$`);
/** How BullMQ calls the job that an alarm makes when it rings. */
const ALARM_JOB_ID = new RegExp(String.raw`^repeat:schedule-${ID}:\d{13}$`);
/** A code of ours or of Node.js, or an error's class. SQLSTATEs aren't told from people's numbers. */
const CODE = /^(?:[A-Z][A-Z\d]*(?:_[A-Z\d]+)*|(?:[A-Z][a-z]+)*Error)$/;
const LONGEST_CODE = 40;

const BY_NAME = new Map(jobs.map((job) => [job.name, job]));

export const isJobId = (id: string): boolean => isOwnJobId(id) || ALARM_JOB_ID.test(id);
/** A job that isn't made by an alarm. */
export const isOwnJobId = (id: string): boolean => JOB_ID.test(id);
export const isAlarmId = (id: string): boolean => ALARM_ID.test(id);
export const isCode = (code: string): boolean => code.length <= LONGEST_CODE && CODE.test(code);

/** A job's data as its own schema knows it, which takes no other key. */
export function ourData(name: string, data: unknown): Record<string, unknown> | undefined {
  const parsed = BY_NAME.get(name)?.data.safeParse(data);
  return parsed?.success ? { ...parsed.data } : undefined;
}
