import { randomUUID } from "node:crypto";
import type { Redis } from "ioredis";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Lane } from "../../src/quota/rate-limiter.js";
import { meterLimits } from "../../src/quota/limits.js";
import { SharedMeter, usageKey } from "../../src/quota/shared-meter.js";
import { meterUsage } from "../../src/quota/usage.js";
import { TestRedis } from "./redis.js";

let server: TestRedis;
let redis: Redis;
beforeAll(async () => {
  server = await TestRedis.start();
  redis = server.client();
});
afterAll(() => server.stop());

const sum = (minutes: Record<Lane, number>[], lane: Lane) =>
  minutes.reduce((all, minute) => all + minute[lane], 0);

test("Every slot that was granted is counted once, in its minute and lane, and no refused one", async () => {
  const appId = randomUUID();
  const meter = new SharedMeter(redis, appId, "rest", meterLimits({ rate: 1000, burst: 1 }, 1));
  const granted = { urgent: 0, bulk: 0 };
  while (granted.urgent + granted.bulk < 30) {
    const lane = Math.random() < 0.5 ? "urgent" : "bulk";
    if ((await meter.acquire(lane)) === 0) granted[lane] += 1;
  }
  const { minutes, pausedUntil } = await meterUsage(redis, appId, "rest", 3);
  expect(minutes.map(({ at }) => at.getTime() % 60_000)).toEqual([0, 0, 0]);
  expect({ urgent: sum(minutes, "urgent"), bulk: sum(minutes, "bulk") }).toEqual(granted);
  expect(minutes[0]).toMatchObject({ urgent: 0, bulk: 0 });
  expect(pausedUntil).toBeNull();
  expect(sum((await meterUsage(redis, appId, "batch", 3)).minutes, "bulk")).toBe(0);
});

test("A day of minutes is there, across hours, and what nobody used is zero", async () => {
  const appId = randomUUID();
  const now = Math.floor(Date.now() / 60_000);
  const used = [1439, 700, 61, 1];
  for (const ago of used) {
    const minute = now - ago;
    await redis.hset(usageKey(appId, "rest", Math.floor(minute / 60)), `${minute % 60}:bulk`, ago);
  }
  const { minutes } = await meterUsage(redis, appId, "rest", 1440);
  expect(minutes).toHaveLength(1440);
  // Redis's minute may have become the next one meanwhile, which takes the oldest away.
  const found = minutes
    .filter(({ bulk }) => bulk > 0)
    .map(({ at, bulk }) => [now - at.getTime() / 60_000, bulk]);
  const there = used.map((ago) => [ago, ago]);
  expect([there, there.slice(1)]).toContainEqual(found);
});

test("A pause shows until it is over, and no count is kept for good", async () => {
  const appId = randomUUID();
  const meter = new SharedMeter(redis, appId, "batch", meterLimits({ rate: 1000, burst: 1 }, 1));
  await meter.pause(60_000);
  const { pausedUntil } = await meterUsage(redis, appId, "batch", 1);
  expect(Math.abs((pausedUntil?.getTime() ?? 0) - Date.now() - 60_000)).toBeLessThan(5_000);
  const other = randomUUID();
  const quick = new SharedMeter(redis, other, "rest", meterLimits({ rate: 1000, burst: 1 }, 1));
  while ((await quick.acquire("bulk")) !== 0);
  const [key = ""] = await redis.keys(`*${other}*:used:*`);
  expect(await redis.ttl(key)).toBeGreaterThan(24 * 3_600);
  expect(await redis.ttl(key)).toBeLessThanOrEqual(25 * 3_600);
});
