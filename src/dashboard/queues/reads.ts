import {
  shownJob,
  shownMetrics,
  shownQueues,
  shownRateLimit,
  shownRedis,
  shownSchedulers,
  shownWorkers,
} from "./shown.js";

/** How an answer of bull-board is shown to a visitor. */
export type Show = (body: unknown, mayAct: boolean) => unknown;

/**
 * Every answer that is given, by bull-board's own address of it. What isn't here doesn't exist, so a later version of
 * bull-board shows nothing that nobody has looked at.
 */
export const READS: Readonly<Record<string, Show>> = {
  "/api/redis/stats": shownRedis,
  "/api/queues": shownQueues,
  "/api/job-schedulers": shownSchedulers,
  "/api/queues/:queueName/metrics": shownMetrics,
  "/api/queues/:queueName/workers": shownWorkers,
  "/api/queues/:queueName/rate-limit": shownRateLimit,
  "/api/queues/:queueName/:jobId": shownJob,
};

/**
 * What our jobs don't have is answered as not there, and not even looked up: no defaults and no schema of the queue, no log
 * lines, and no parents or children.
 */
export const ABSENT: Readonly<Record<string, unknown>> = {
  "/api/queues/:queueName/default-job-options": {},
  "/api/queues/:queueName/job-data-schema": {},
  "/api/queues/:queueName/:jobId/logs": [],
  "/api/queues/:queueName/:jobId/flow": { nodeId: "", isFlowNode: false, flowRoot: null },
};
