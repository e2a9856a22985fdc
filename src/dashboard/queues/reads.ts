import type { JobState, Queue } from "bullmq";
import { QUEUE_NAMES, type QueueName } from "../../queue/queue-name.js";
import type { Queues } from "../../queue/queues.js";
import { shownAlarm, shownJob, type ShownAlarm, type ShownJob } from "./shown.js";

export const JOB_STATES = [
  "waiting",
  "active",
  "delayed",
  "failed",
  "completed",
  "prioritized",
  "waiting-children",
] as const satisfies JobState[];
/** In which jobs of ours never are. */
const STRANGE: JobState[] = ["prioritized", "waiting-children"];

/** The states that are worth a word. */
export const statesOf = (queues: QueueView[]): JobState[] =>
  JOB_STATES.filter((state) => !STRANGE.includes(state) || queues.some(({ counts }) => counts[state] > 0));

export interface QueueView {
  name: QueueName;
  isPaused: boolean;
  counts: Record<JobState, number>;
}

export async function allQueues(queues: Queues): Promise<{ queues: QueueView[]; alarms: ShownAlarm[] }> {
  const all = QUEUE_NAMES.map((name) => queues.get(name));
  const [views, alarms] = await Promise.all([
    Promise.all(all.map(viewOf)),
    Promise.all(all.map((queue) => queue.getJobSchedulers(0, -1, true))),
  ]);
  return { queues: views, alarms: alarms.flat().map(shownAlarm) };
}

/** @param from the first of the jobs; @param to the last one. */
export async function oneQueue(
  queues: Queues,
  name: QueueName,
  { state, from, to }: { state: JobState; from: number; to: number },
): Promise<{ queue: QueueView; jobs: ShownJob[] }> {
  const queue = queues.get(name);
  const [view, jobs] = await Promise.all([viewOf(queue), queue.getJobs([state], from, to)]);
  return { queue: view, jobs: jobs.map(shownJob) };
}

async function viewOf(queue: Queue): Promise<QueueView> {
  const [counts, isPaused] = await Promise.all([queue.getJobCounts(...JOB_STATES), queue.isPaused()]);
  return { name: queue.name as QueueName, isPaused, counts: counts as QueueView["counts"] };
}
