import { Counter, Histogram, Registry } from "prom-client";
import { OUTCOME_COUNTERS } from "../model/outcome.js";
import type { Events } from "./events.js";
import type { Listener } from "./telemetry.js";

/** The counters of one process, in the Prometheus format. Labels are routes, lanes, codes and outcomes: never people. */
export class Metrics {
  readonly registry = new Registry();

  readonly #requests = new Histogram({
    name: "scrubjay_talkjs_request_seconds",
    help: "Answers of the TalkJS API by route, lane and status (0: no answer).",
    labelNames: ["route", "lane", "status"],
    buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15],
    registers: [this.registry],
  });
  readonly #quotaWait = new Histogram({
    name: "scrubjay_quota_wait_seconds",
    help: "Time that requests waited for a slot of the quota, by lane.",
    labelNames: ["lane"],
    buckets: [0.001, 0.01, 0.1, 0.5, 1, 5, 30, 120],
    registers: [this.registry],
  });
  readonly #users = new Counter({
    name: "scrubjay_users_total",
    help: "Users by how it ended for them.",
    labelNames: ["outcome"],
    registers: [this.registry],
  });
  readonly #scanned = new Counter({
    name: "scrubjay_users_scanned_total",
    help: "Users that scans have read.",
    registers: [this.registry],
  });
  readonly #failures = new Counter({
    name: "scrubjay_failures_total",
    help: "Failures of jobs, of requests that are tried again, of sealing and publishing the log, and of Redis, by code.",
    labelNames: ["what", "code"],
    registers: [this.registry],
  });
  readonly #pauses = new Counter({
    name: "scrubjay_quota_pauses_total",
    help: "Times that the API said 429 and every process paused.",
    registers: [this.registry],
  });

  readonly #granted = new Counter({
    name: "scrubjay_quota_used_total",
    help: "Requests that this process took from the shared quota, by lane.",
    labelNames: ["lane"],
    registers: [this.registry],
  });
  readonly #verifications = new Counter({
    name: "scrubjay_verifications_total",
    help: "Edited users by what the read-back came to: blank, in part (but for fields that aren't known), or not done (not blank, or nobody could look).",
    labelNames: ["result"],
    registers: [this.registry],
  });

  readonly #handlers: { [K in keyof Events]?: (event: Events[K]) => void } = {
    "talkjs.answered": ({ route, lane, status, ms }) =>
      this.#requests.observe({ route, lane, status }, ms / 1_000),
    "talkjs.retrying": ({ code }) => this.#failures.inc({ what: "request", code }),
    "quota.granted": ({ lane, waitedMs }) => {
      this.#quotaWait.observe({ lane }, waitedMs / 1_000);
      this.#granted.inc({ lane });
    },
    "quota.paused": () => this.#pauses.inc(),
    "redis.error": ({ code }) => this.#failures.inc({ what: "redis", code }),
    "log.failed": ({ code }) => this.#failures.inc({ what: "sealing", code }),
    "log.publish_failed": ({ code }) => this.#failures.inc({ what: "publishing", code }),
    "job.failed": ({ code }) => this.#failures.inc({ what: "job", code }),
    "page.scanned": ({ users }) => this.#scanned.inc(users),
    "batch.finished": (event) => {
      for (const outcome of OUTCOME_COUNTERS)
        if (event[outcome] > 0) this.#users.inc({ outcome }, event[outcome]);
      if (event.scrubbed > 0) this.#verifications.inc({ result: "blank" }, event.scrubbed);
      if (event.inPart > 0) this.#verifications.inc({ result: "in_part" }, event.inPart);
      if (event.failed > 0) this.#verifications.inc({ result: "not_done" }, event.failed);
    },
  };

  /** Subscribes to the event bus. */
  readonly listener: Listener = (name, event) => {
    const handler = this.#handlers[name] as ((event: unknown) => void) | undefined;
    handler?.(event);
  };
}
