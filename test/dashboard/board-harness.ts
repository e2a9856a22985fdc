import { FlowProducer, Worker } from "bullmq";
import { onTestFinished } from "vitest";
import { loadConfig } from "../../src/config/config.js";
import { Queues } from "../../src/queue/queues.js";
import type { JobContext } from "../../src/service/context.js";
import { TelemetryBus } from "../../src/telemetry/telemetry.js";
import type { App } from "../support/ledger.js";
import { testRedis, type TestRedis } from "../support/redis.js";
import { until } from "../support/until.js";
import { dashboardHarness, type DashboardHarness } from "./dashboard-harness.js";

/** Whoever this is, no page may tell. */
export const CANARY = "canary.mayfield@example.com";

export interface BoardHarness {
  dashboard: DashboardHarness;
  connection: TestRedis;
  queues: Queues;
  /** Every key of the queues and what it holds. */
  dump: () => Promise<string>;
}

/** The dashboard over queues of the test's own. */
export async function boardHarness(app: App): Promise<BoardHarness> {
  const connection = testRedis();
  const queues = new Queues(connection.redis, connection.prefix, new TelemetryBus());
  onTestFinished(async () => {
    await queues.close();
    await connection.close();
  });
  await connection.redis.ping();
  const { service: settings } = loadConfig({ SCRUBJAY_API_RATE: "100000" });
  const context = { queues, settings, clock: () => new Date() } as JobContext;
  return { dashboard: dashboardHarness(app, { context }), connection, queues, dump: () => dump(connection) };
}

/** IDs of the jobs that `plant` makes and that have our form. */
export const PLANTED = { failed: "scrub-1-2", completed: "scan-3", delayed: "feed-4", parent: "lookup-5" };

/** Puts somebody's data wherever a job, a scheduler, a worker or a flow can hold any. */
export async function plant({ queues, connection: { redis, prefix } }: BoardHarness): Promise<void> {
  const queue = queues.get("control");
  const data = { run: 1, kind: "sweep", user: CANARY, [CANARY]: { deep: [CANARY] } };
  const opts = { deduplication: { id: CANARY }, telemetry: { metadata: CANARY } };
  await queue.add("scrub", data, { jobId: PLANTED.failed, ...opts });
  await queue.add("scan", data, { jobId: PLANTED.completed });
  const ended = new Set<string>();
  const worker = new Worker(
    "control",
    async (job) => {
      await job.log(`looked at ${CANARY}`);
      await job.updateProgress({ at: CANARY });
      if (job.id === PLANTED.failed) throw new Error(`could not reach ${CANARY}`);
      return { scrubbed: CANARY };
    },
    { connection: redis, prefix, name: CANARY },
  );
  worker.on("failed", (job) => ended.add(job?.id ?? ""));
  worker.on("completed", (job) => ended.add(job.id ?? ""));
  onTestFinished(() => worker.close(true));
  await until("both jobs have ended", () => ended.size === 2);
  await worker.pause(true);

  await queue.add(CANARY, data, { jobId: CANARY, delay: 3_600_000 });
  await queue.add("feed", data, { jobId: PLANTED.delayed, delay: 3_600_000, deduplication: { id: CANARY } });
  await queue.upsertJobScheduler("schedule-7", { pattern: "0 3 * * *" }, { name: "schedule", data });
  await queue.upsertJobScheduler(CANARY, { every: 3_600_000 }, { name: CANARY, data });
  const flows = new FlowProducer({ connection: redis, prefix });
  onTestFinished(() => flows.close());
  await flows.add({
    name: "lookup",
    queueName: "control",
    data,
    opts: { jobId: PLANTED.parent },
    children: [{ name: CANARY, queueName: "control", data, opts: { jobId: `child-${CANARY}` } }],
  });
}

async function dump({ redis, prefix }: TestRedis): Promise<string> {
  const lines: string[] = [];
  for await (const keys of redis.scanStream({ match: `${prefix}*`, count: 1000 })) {
    // Beside the queues is who has called how often.
    for (const key of (keys as string[]).filter((one) => !one.startsWith(`${prefix}:api:`))) {
      // Its expiry aside, a key's serialization is the same while nobody writes to it.
      lines.push(`${key} ${(await redis.dumpBuffer(key))?.toString("base64") ?? ""}`);
    }
  }
  return [...new Set(lines)].sort().join("\n");
}
