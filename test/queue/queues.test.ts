import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { backoffMs } from "../../src/queue/backoff.js";
import { connectRedis } from "../../src/queue/connection.js";
import { queuePrefix, Queues } from "../../src/queue/queues.js";
import { startRefillLoop } from "../../src/queue/refill-loop.js";
import { silent, TelemetryBus } from "../../src/telemetry/telemetry.js";
import { latch } from "../support/latch.js";
import { startRedisServer } from "../support/redis.js";
import { until } from "../support/until.js";
import { queueHarness, job } from "./queue-harness.js";

test("the wait between attempts grows, has jitter, and is never longer than five minutes", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 50 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (made, random) => {
        const most = Math.min(1_000 * 2 ** (made - 1), 300_000);
        expect(backoffMs(made, () => random)).toBeLessThanOrEqual(most);
        expect(backoffMs(made, () => 1)).toBe(most);
        expect(backoffMs(made, () => 0)).toBe(0);
      },
    ),
  );
});

test("every ledger and app has keys of its own, which name neither", () => {
  const prefixes = [
    queuePrefix("ledger", "app"),
    queuePrefix("ledger", "other"),
    queuePrefix("other", "app"),
  ];
  expect(new Set(prefixes).size).toBe(3);
  for (const prefix of prefixes) expect(prefix).toMatch(/^\{scrubjay-[0-9a-f]{16}\}$/);
});

test("two installations on one Redis don't see each other's jobs", async () => {
  const { queues, redis, prefix } = queueHarness();
  const other = new Queues(redis, `${prefix}other`, silent);
  onTestFinished(() => other.close());
  const work = job(async () => "done");
  await queues.add(work, [{ n: 1 }]);
  await queues.markFilled();
  expect(await other.waiting("sweep")).toBe(0);
  expect(await other.isFilled()).toBe(false);
  await other.clear();
  expect(await queues.waiting("sweep")).toBe(1);
});

test("clearing removes every job of every queue", async () => {
  const { queues } = queueHarness();
  const names = ["control", "erasure", "sweep"] as const;
  for (const name of names)
    await queues.add(
      job(async () => "done", { queue: () => name }),
      [{ n: 1 }, { n: 2 }],
    );
  await queues.clear();
  for (const name of names) expect(await queues.get(name).count()).toBe(0);
});

test("when Redis was wiped the work is filled in again, once", async () => {
  const { queues, redis, prefix } = queueHarness();
  const refilled = latch("it was filled again");
  let refills = 0;
  await queues.markFilled();
  const end = startRefillLoop(queues, async () => {
    refills++;
    await queues.markFilled();
    refilled.open();
  });
  onTestFinished(end);
  for await (const keys of redis.scanStream({ match: `${prefix}*` })) {
    if ((keys as string[]).length > 0) await redis.del(...(keys as string[]));
  }
  await refilled.opened();
  await end();
  expect(refills).toBe(1);
  expect(await queues.isFilled()).toBe(true);
});

test("a refill that fails is tried again", async () => {
  const { queues } = queueHarness();
  const filled = latch("it was filled at last");
  let refills = 0;
  const end = startRefillLoop(queues, async () => {
    if (++refills === 1) throw new Error("the ledger is away");
    await queues.markFilled();
    filled.open();
  });
  onTestFinished(end);
  await filled.opened();
});

test("ending the watch waits for a refill at work", async () => {
  const { queues } = queueHarness();
  const [begun, go] = [latch("the refill began"), latch("the refill may end")];
  let done = false;
  const end = startRefillLoop(queues, async () => {
    begun.open();
    await go.opened();
    done = true;
  });
  await begun.opened();
  const ended = end();
  go.open();
  await ended;
  expect(done).toBe(true);
});

test("a connection outlives its Redis: commands wait until it is back, and only codes are told", async () => {
  const server = await startRedisServer();
  onTestFinished(() => server.close());
  const telemetry = new TelemetryBus();
  const codes: string[] = [];
  telemetry.subscribe((name, event) => {
    if (name === "redis.error") codes.push((event as { code: string }).code);
  });
  const redis = connectRedis(server.url, telemetry);
  onTestFinished(() => redis.disconnect());
  await redis.set("key", "value");
  await server.kill();
  await until("the loss was noticed", () => codes.length > 0);
  const answer = redis.get("key");
  await server.restart();
  expect(await answer).toBe("value");
  for (const code of codes) expect(code).toMatch(/^[A-Z_]+$/);
});

test("the watch can be ended while Redis is away", async () => {
  const server = await startRedisServer();
  onTestFinished(() => server.close());
  const telemetry = new TelemetryBus();
  const lost = latch("the loss was noticed");
  telemetry.subscribe((name) => name === "redis.error" && lost.open());
  const redis = connectRedis(server.url, telemetry);
  onTestFinished(() => redis.disconnect());
  const queues = new Queues(redis, "{away}", silent);
  await queues.markFilled();
  await server.kill();
  await lost.opened();
  const asked = latch("the mark was asked for");
  const isFilled = queues.isFilled.bind(queues);
  queues.isFilled = () => {
    asked.open();
    return isFilled();
  };
  const end = startRefillLoop(queues, async () => undefined);
  await asked.opened();
  const ended = latch("the watch ended");
  void end().then(ended.open);
  await ended.opened();
});
