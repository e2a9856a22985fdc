import { isatty } from "node:tty";
import { pino, type Logger } from "pino";
import type { Events } from "./events.js";
import type { Listener } from "./telemetry.js";

type Level = "trace" | "debug" | "info" | "warn" | "error";

/** How loud each event is; a new event doesn't compile without a level. */
const LEVELS: Record<keyof Events, Level> = {
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
};

/** Wipes the terminal's current line, where a progress bar may stand; the bar goes on in the next one. */
const WIPE_LINE = "\r\u001b[K";

/** JSON lines on standard error: standard output belongs to results. */
export function createLogger(level: string): Logger {
  const stderr = pino.destination({ dest: 2, sync: true });
  const destination = isatty(2)
    ? { write: (line: string) => void stderr.write(`${WIPE_LINE}${line}`) }
    : stderr;
  return pino({ level, base: { pid: process.pid } }, destination);
}

/** The one place where events become log lines. */
export function logTo(logger: Logger): Listener {
  return (name, event) => logger[LEVELS[name]](event as object, name);
}
