import type { Job, JobSchedulerJson } from "bullmq";
import { cronFaults, isTimeZone } from "../../policy/cron.js";
import { isAlarmId, isCode, isJobId, ourData } from "./known-values.js";

/**
 * What of the queues is shown: an allow-list. A value that isn't of the form that our own jobs have is hidden, so that
 * nothing which somebody else has put into Redis gets onto a page.
 */

/** Stands for whatever isn't of our form. */
export const HIDDEN = "hidden";

/** Of JavaScript's times (ECMA-262, section 21.4.1.1). */
const LAST_MS = 8.64e15;

export interface ShownJob {
  id: string;
  /** What it works on: numbers and IDs of ours. */
  data: Record<string, unknown> | typeof HIDDEN;
  attempts: number;
  addedAt: string | undefined;
  /** When it is to run, if it is delayed. */
  dueAt: string | undefined;
  /** A code. */
  failure: string | undefined;
}

export interface ShownAlarm {
  id: string;
  cron: string;
  timeZone: string | undefined;
  next: string | undefined;
}

export const shownJob = (job: Job): ShownJob => ({
  id: orHidden(job.id, isJobId),
  data: ourData(job.name, job.data) ?? HIDDEN,
  attempts: Number.isSafeInteger(job.attemptsMade) ? job.attemptsMade : 0,
  addedAt: timeOf(job.timestamp),
  dueAt: job.delay > 0 ? timeOf(job.timestamp + job.delay) : undefined,
  failure: orNothing(job.failedReason, isCode),
});

export const shownAlarm = ({ key, pattern, tz, next }: JobSchedulerJson): ShownAlarm => ({
  id: orHidden(key, isAlarmId),
  cron: orHidden(pattern, (cron) => cron.length <= 100 && cronFaults(cron).length === 0),
  timeZone: orNothing(tz, isTimeZone),
  next: timeOf(next),
});

const orHidden = (value: unknown, isOurs: (text: string) => boolean): string =>
  typeof value === "string" && isOurs(value) ? value : HIDDEN;
const orNothing = (value: unknown, isOurs: (text: string) => boolean): string | undefined =>
  value === undefined ? undefined : orHidden(value, isOurs);

const timeOf = (ms: unknown): string | undefined =>
  typeof ms === "number" && Math.abs(ms) <= LAST_MS ? new Date(ms).toISOString() : undefined;
