import type { JobState } from "bullmq";
import type { QueueName } from "../../queue/queue-name.js";

/** What each queue is for. */
export const QUEUE_WORDS: Record<QueueName, string> = {
  control:
    "Plans sweeps and hands them out in batches, looks for people and for what came back, and begins what is scheduled.",
  erasure: "Everything that requests and legal holds wait for, so that no sweep stands before it.",
  sweep: "Blanks the people of sweeps, batch by batch.",
  delivery: "Sends messages to other systems.",
};

export const STATE_WORDS: Record<JobState, string> = {
  waiting: "Waiting",
  active: "Active",
  delayed: "Delayed",
  failed: "Failed",
  completed: "Completed",
  prioritized: "Prioritized",
  "waiting-children": "Waiting for others",
};

export const PAUSED = { text: "Paused", tone: "soon" } as const;

/** What was done, as the address says it afterwards. */
export const DONE_WORDS = {
  resume: "It goes on.",
  retry: "What failed is tried again.",
  promote: "The job is next.",
};
