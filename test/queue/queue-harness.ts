import type { Redis } from "ioredis";
import { onTestFinished } from "vitest";
import { z } from "zod";
import type { Control, Job, Pass } from "../../src/queue/job.js";
import { Queues } from "../../src/queue/queues.js";
import { Workers } from "../../src/queue/workers.js";
import type { Events } from "../../src/telemetry/events.js";
import { TelemetryBus } from "../../src/telemetry/telemetry.js";
import { testRedis } from "../support/redis.js";

const Data = z.strictObject({ n: z.int() });
export type Data = z.infer<typeof Data>;
export type TestJob = Job<Data, undefined>;

export function job(
  run: (data: Data, control: Control) => Promise<Pass>,
  change: Partial<TestJob> = {},
): TestJob {
  return {
    name: "work",
    queue: () => "sweep",
    data: Data,
    id: ({ n }) => `work-${n}`,
    run: (data, _, control) => run(data, control),
    giveUp: async () => undefined,
    ...change,
  };
}

export interface QueueHarness {
  redis: Redis;
  prefix: string;
  queues: Queues;
  /** Failures of jobs, as told. */
  failures: Events["job.failed"][];
  start: (jobs: TestJob[], concurrency?: number) => Workers<undefined>;
  /** Every key of the queues with all that it holds, as text. */
  dump: () => Promise<string>;
}

/** Queues of the test's own on the shared Redis; its workers end with the test. */
export function queueHarness(): QueueHarness {
  const connection = testRedis();
  const { redis, prefix } = connection;
  const telemetry = new TelemetryBus();
  const failures: Events["job.failed"][] = [];
  telemetry.subscribe((name, event) => {
    if (name === "job.failed") failures.push(event as Events["job.failed"]);
  });
  const queues = new Queues(redis, prefix, telemetry);
  const started: Workers<undefined>[] = [];
  onTestFinished(async () => {
    await Promise.all(started.map((workers) => workers.close(0)));
    await queues.close();
    await connection.close();
  });
  return {
    redis,
    prefix,
    queues,
    failures,
    start(jobs, concurrency = 2) {
      const counts = {
        control: concurrency,
        erasure: concurrency,
        sweep: concurrency,
        delivery: concurrency,
      };
      const workers = new Workers({
        redis,
        prefix,
        jobs: jobs,
        context: undefined,
        concurrency: counts,
        telemetry,
      });
      started.push(workers);
      return workers;
    },
    dump: () => dump(redis, prefix),
  };
}

async function dump(redis: Redis, prefix: string): Promise<string> {
  const reported: unknown[] = [];
  for await (const keys of redis.scanStream({ match: `${prefix}*`, count: 1000 })) {
    for (const key of keys as string[]) reported.push(key, await contentOf(redis, key));
  }
  return JSON.stringify(reported);
}

async function contentOf(redis: Redis, key: string): Promise<unknown> {
  switch (await redis.type(key)) {
    case "string":
      return redis.get(key);
    case "hash":
      return redis.hgetall(key);
    case "list":
      return redis.lrange(key, 0, -1);
    case "set":
      return redis.smembers(key);
    case "zset":
      return redis.zrange(key, 0, "-1", "WITHSCORES");
    case "stream":
      return redis.xrange(key, "-", "+");
    default:
      return undefined;
  }
}
