import { createHash } from "node:crypto";
import { Queue } from "bullmq";
import type { Redis } from "ioredis";
import type { Telemetry } from "../telemetry/telemetry.js";
import { errorCode } from "../telemetry/error-code.js";
import { ATTEMPTS } from "./backoff.js";
import type { JobIdentity } from "./job.js";
import { QUEUE_NAMES, type QueueName } from "./queue-name.js";

/** The events stream keeps job IDs; a short one is enough, for nothing here reads it. */
const EVENTS_KEPT = 100;

/**
 * The prefix of every key: one for each ledger and app, so that two installations can share a Redis. The braces
 * keep all keys of it in one slot of a cluster.
 */
export function queuePrefix(ledgerId: string, appId: string): string {
  return `{scrubjay-${createHash("sha256").update(`${ledgerId}/${appId}`).digest("hex").slice(0, 16)}}`;
}

/** The queues of one ledger and app. */
export class Queues {
  readonly #queues: Map<QueueName, Queue>;
  readonly #markKey: string;

  constructor(
    readonly redis: Redis,
    readonly prefix: string,
    telemetry: Telemetry,
  ) {
    this.#markKey = `${prefix}:filled`;
    this.#queues = new Map(
      QUEUE_NAMES.map((name) => {
        const queue = new Queue(name, {
          connection: redis,
          prefix,
          streams: { events: { maxLen: EVENTS_KEPT } },
        });
        queue.on("error", (error) => telemetry.emit("queue.error", { queue: name, code: errorCode(error) }));
        return [name, queue];
      }),
    );
  }

  get(name: QueueName): Queue {
    const queue = this.#queues.get(name);
    if (!queue) throw new Error(`no queue ${name}`);
    return queue;
  }

  /** Adds jobs in one transaction; those that are there already stay as they are. All go to the queue of the first. */
  async add<Data>(job: JobIdentity<Data>, all: Data[]): Promise<void> {
    const [first] = all;
    if (first === undefined) return;
    await this.get(job.queue(first)).addBulk(
      all.map((data) => ({
        name: job.name,
        data: job.data.parse(data),
        opts: {
          jobId: job.id(data),
          attempts: ATTEMPTS,
          backoff: { type: "custom" },
          removeOnComplete: true,
          removeOnFail: true,
          stackTraceLimit: 0,
        },
      })),
    );
  }

  /** Jobs that no worker has taken up yet. */
  async waiting(name: QueueName): Promise<number> {
    return this.get(name).getWaitingCount();
  }

  /** Marks Redis as holding this ledger's work; the mark is gone when Redis was wiped or replaced. */
  async markFilled(): Promise<void> {
    await this.redis.set(this.#markKey, "1");
  }

  async isFilled(): Promise<boolean> {
    return (await this.redis.exists(this.#markKey)) === 1;
  }

  /** Removes every job. Only for a process that knows it is alone: jobs of a dead one go at once, not after their lock. */
  async clear(): Promise<void> {
    for (const queue of this.#queues.values()) await queue.obliterate({ force: true });
  }

  async close(): Promise<void> {
    await Promise.all([...this.#queues.values()].map((queue) => queue.close()));
  }
}
