import { Gauge, type Registry } from "prom-client";
import type { JobContext } from "../service/context.js";
import { undelivered } from "../ledger/deliveries/undelivered.js";
import { QUEUE_NAMES } from "../queue/queue-name.js";
import { daysLeft } from "../requests/deadline.js";
import { within } from "../base/within.js";

/** A scrape must not wait for a Redis or a database that is away: what they would tell is left out then. */
const WITHIN_MS = 2_000;
const QUEUE_STATES = ["waiting", "active", "delayed"] as const;

/**
 * What the ledger and Redis hold at the moment of a scrape; the same from every process of one app. The events of a
 * process are counted by `Metrics`.
 */
export function openGauges(registry: Registry, context: JobContext): void {
  const { db, appId, queues, requests, logs, inbox, publications, clock } = context;
  const secondsSince = (at: Date) => Math.max(0, (clock().getTime() - at.getTime()) / 1_000);
  const backlog = shared(() => soon(requests.backlog()));
  gauge(registry, {
    name: "scrubjay_queue_jobs",
    help: "Jobs in Redis by queue and state.",
    labels: ["queue", "state"],
    read: async (set) => {
      for (const queue of QUEUE_NAMES) {
        const counts = await queues.get(queue).getJobCounts(...QUEUE_STATES);
        for (const state of QUEUE_STATES) set(counts[state] ?? 0, { queue, state });
      }
    },
  });
  gauge(registry, {
    name: "scrubjay_requests_open",
    help: "Erasure requests that haven't ended.",
    read: async (set) => set((await backlog()).open),
  });
  gauge(registry, {
    name: "scrubjay_oldest_waiting_request_seconds",
    help: "Time since the oldest request came in that waits for its turn; 0 if there is none.",
    read: async (set) => {
      const { oldestWaiting } = await backlog();
      set(oldestWaiting ? secondsSince(oldestWaiting) : 0);
    },
  });
  gauge(registry, {
    name: "scrubjay_nearest_deadline_days",
    help: "Days to the nearest deadline of an open request, negative once it has passed; +Inf if there is none.",
    read: async (set) => {
      const { nearestDeadline } = await backlog();
      set(nearestDeadline ? daysLeft(nearestDeadline, clock()) : Infinity);
    },
  });
  gauge(registry, {
    name: "scrubjay_deliveries",
    help: "Callbacks and webhooks that aren't delivered yet, by state.",
    labels: ["state"],
    read: async (set) => {
      const counts = await undelivered(db, appId);
      for (const state of ["pending", "parked"] as const) set(counts[state], { state });
    },
  });
  const unsealed = shared(() => soon(inbox.state()));
  gauge(registry, {
    name: "scrubjay_log_unsealed_entries",
    help: "Audit entries and actions that wait to be sealed.",
    read: async (set) => set((await unsealed()).waiting),
  });
  gauge(registry, {
    name: "scrubjay_log_oldest_unsealed_seconds",
    help: "Time that the oldest of them has waited; 0 if there is none.",
    read: async (set) => {
      const { oldest } = await unsealed();
      set(oldest ? secondsSince(oldest) : 0);
    },
  });
  gauge(registry, {
    name: "scrubjay_log_refused",
    help: "Audit entries and actions that none of us wrote, set aside by the sealer: should be 0.",
    read: async (set) => set((await unsealed()).refused),
  });
  const openLog = shared(() => soon(logs.find()));
  gauge(registry, {
    name: "scrubjay_log_size",
    help: "Entries and actions in the sealed log; missing while there is none.",
    read: async (set) => {
      const log = await openLog();
      if (log) set(log.size);
    },
  });
  gauge(registry, {
    name: "scrubjay_log_last_publication_seconds",
    help: "Time since a checkpoint was last taken, by where it goes (folder, command); +Inf if none was.",
    labels: ["target"],
    read: async (set) => {
      const log = await openLog();
      for (const { target, at } of log ? await publications.lastTaken(log.id) : [])
        set(at ? secondsSince(at) : Infinity, { target });
    },
  });
}

interface GaugeOptions {
  name: string;
  help: string;
  labels?: string[];
  read: (set: (value: number, labels?: Record<string, string>) => void) => Promise<void>;
}

function gauge(registry: Registry, { name, help, labels = [], read }: GaugeOptions): void {
  new Gauge({
    name,
    help,
    labelNames: labels,
    registers: [registry],
    async collect() {
      this.reset();
      // A gauge without labels would be 0 from the start, which is an answer.
      if (labels.length === 0) this.remove();
      // Whoever is away says so itself, in the log and to the readiness check.
      await soon(read((value, of = {}) => this.set(of, value))).catch(() => undefined);
    },
  });
}

/** One look for all who want it while it is under way: the gauges of a scrape are collected at the same time. */
function shared<Found>(look: () => Promise<Found>): () => Promise<Found> {
  let looking: Promise<Found> | undefined;
  return () =>
    (looking ??= look().finally(() => {
      looking = undefined;
    }));
}

/** @throws when it takes longer than a scrape may wait. */
const soon = <Found>(looking: Promise<Found>) => within(WITHIN_MS, looking);
