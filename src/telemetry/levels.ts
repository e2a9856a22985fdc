import type { Events } from "./events.js";

const RANKED = ["trace", "debug", "info", "warn", "error"] as const;

/** From quiet to loud. */
export type Level = (typeof RANKED)[number];

/** How loud each event is; a new event doesn't compile without a level. */
export const LEVELS: Readonly<Record<keyof Events, Level>> = {
  "talkjs.answered": "trace",
  "talkjs.retrying": "debug",
  "quota.granted": "trace",
  "quota.paused": "warn",
  "quota.unavailable": "error",
  "quota.available": "info",
  "redis.error": "warn",
  "queue.error": "warn",
  "queue.rebuilt": "debug",
  "job.failed": "warn",
  "run.created": "info",
  "page.scanned": "debug",
  "run.planned": "info",
  "run.stopped": "error",
  "run.finished": "info",
  "batch.finished": "debug",
  "request.created": "info",
  "request.changed": "info",
  "request.deadline_near": "warn",
  "lookup.page": "debug",
  "lookup.finished": "info",
  "watch.page": "debug",
  "watch.finished": "info",
  "schedule.fired": "info",
  "schedule.ended": "info",
  "policies.invalid": "error",
  "delivery.sent": "debug",
  "delivery.failed": "warn",
  "log.sealed": "debug",
  "log.refused": "error",
  "log.not_kept": "warn",
  "log.published": "info",
  "log.publish_failed": "error",
  "log.failed": "error",
  "epoch.begun": "info",
  "epoch.destroyed": "info",
  "epoch.kept": "warn",
  "api.called": "debug",
  "api.failed": "error",
  "service.started": "info",
  "service.listening": "info",
  "service.stopping": "info",
};

/** Whether something of this level is loud enough. @param least `silent`: nothing is. */
export const isAtLeast = (least: Level | "silent", level: Level): boolean =>
  least !== "silent" && RANKED.indexOf(level) >= RANKED.indexOf(least);
