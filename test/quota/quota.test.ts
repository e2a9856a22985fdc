import { randomUUID } from "node:crypto";
import type { Redis } from "ioredis";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { coded } from "../support/coded.js";
import type { Lane } from "../../src/quota/rate-limiter.js";
import { createQuota, type Quota } from "../../src/quota/quota.js";
import { meterKey } from "../../src/quota/shared-meter.js";
import type { Events } from "../../src/telemetry/events.js";
import { TelemetryBus } from "../../src/telemetry/telemetry.js";
import { watchGrants } from "./grants.js";
import { TestRedis } from "./redis.js";

let server: TestRedis;
let redis: Redis;
beforeAll(async () => {
  server = await TestRedis.start();
  redis = server.client();
});
afterAll(() => server.stop());

let appId: string;
let quotas: Quota[];
let events: [keyof Events, unknown][];
beforeEach(() => {
  appId = randomUUID();
  quotas = [];
  events = [];
});
afterEach(() => quotas.forEach((quota) => quota.close()));

function quota(rate: number, burst: number, connection = redis): Quota {
  const telemetry = new TelemetryBus();
  telemetry.subscribe((name, event) => events.push([name, event]));
  const meters = { rest: { rate, burst }, batch: { rate, burst } };
  const made = createQuota({ redis: connection, appId, meters, share: 1, telemetry });
  quotas.push(made);
  return made;
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}

const named = (name: keyof Events) => events.filter(([each]) => each === name).map(([, event]) => event);

describe("The quota", () => {
  test("lets the first in line go first, urgent before bulk", async () => {
    const limiter = quota(50, 1);
    const order: string[] = [];
    const take = async (lane: Lane, name: string) => {
      await limiter.acquire("rest", lane);
      order.push(name);
    };
    await Promise.all([take("bulk", "b1"), take("bulk", "b2"), take("urgent", "u1"), take("urgent", "u2")]);
    expect(order).toEqual(["u1", "u2", "b1", "b2"]);
  });

  test("asks at once for an urgent request although a bulk request sleeps", async () => {
    // Of a burst of 20 that is whole, bulk leaves one slot to the urgent lane and then waits for hours each.
    const limiter = quota(0.0001, 20);
    const [, run = ""] = /run_id:(\w+)/.exec(await redis.info("server")) ?? [];
    await redis.hset(meterKey(appId, "rest"), { tat: Date.now() * 1000, run });
    for (let i = 0; i < 19; i++) await limiter.acquire("rest", "bulk");
    const bulk = limiter.acquire("rest", "bulk");
    await limiter.acquire("rest", "urgent");
    quotas[0]?.close();
    await expect(bulk).rejects.toThrow(coded("QUOTA_CLOSED"));
  });

  test("counts the two meters apart", async () => {
    const limiter = quota(2, 1);
    await Promise.all([limiter.acquire("rest", "bulk"), limiter.acquire("batch", "bulk")]);
    expect(await redis.exists(meterKey(appId, "rest"), meterKey(appId, "batch"))).toBe(2);
  });

  test("rejects with the signal's reason and hands the slot to the next in line", async () => {
    const limiter = quota(5, 1);
    await limiter.acquire("rest", "bulk");
    const abort = new AbortController();
    const first = limiter.acquire("rest", "bulk", abort.signal);
    const second = limiter.acquire("rest", "bulk");
    const { times, stop } = await watchGrants(redis, meterKey(appId, "rest"));
    abort.abort(new Error("no longer wanted"));
    await expect(first).rejects.toThrow("no longer wanted");
    await second;
    await until(() => times.length > 0);
    stop();
    expect(times).toHaveLength(1);
  });

  test("refuses a signal that has already aborted without taking a slot", async () => {
    const limiter = quota(5, 1);
    await expect(limiter.acquire("rest", "bulk", AbortSignal.abort())).rejects.toThrow("aborted");
    expect(await redis.exists(meterKey(appId, "rest"))).toBe(0);
  });

  test("says who waited for how long", async () => {
    await quota(20, 1).acquire("rest", "urgent");
    expect(named("quota.granted")).toEqual([{ lane: "urgent", waitedMs: expect.any(Number) as number }]);
  });

  test("stops every process that shares it while it is paused", async () => {
    const [one, other] = [quota(1000, 10), quota(1000, 10, server.client())];
    await other.acquire("rest", "bulk");
    await one.pause("rest", 300);
    const paused = performance.now();
    await Promise.all([one.acquire("rest", "urgent"), other.acquire("rest", "bulk")]);
    expect(performance.now() - paused).toBeGreaterThanOrEqual(295);
    expect(named("quota.paused")).toEqual([{ ms: 300 }]);
  });

  test("rejects everyone who waits when it is closed, also later ones, and closes twice", async () => {
    const closing = quota(1, 1);
    const waiting = [closing.acquire("rest", "bulk"), closing.acquire("batch", "urgent")];
    closing.close();
    closing.close();
    for (const each of waiting) await expect(each).rejects.toThrow(coded("QUOTA_CLOSED"));
    await expect(closing.acquire("rest", "bulk")).rejects.toThrow(coded("QUOTA_CLOSED"));
  });

  test("survives that Redis forgets its scripts", async () => {
    const limiter = quota(100, 10);
    await limiter.acquire("rest", "bulk");
    await redis.script("FLUSH");
    await limiter.acquire("rest", "bulk");
    await redis.script("FLUSH");
    await limiter.pause("rest", 1);
    await limiter.acquire("rest", "bulk");
  });

  test("waits out an error of Redis, says so once, and goes on when it is over", async () => {
    await redis.call("ACL", "SETUSER", "limited", "on", "nopass", "~*", "+@all", "-hset");
    const limited = quota(100, 10, server.client({ username: "limited", password: "any" }));
    const granted = Promise.all([limited.acquire("rest", "bulk"), limited.acquire("batch", "bulk")]);
    await until(() => named("quota.unavailable").length > 0);
    expect(named("quota.granted")).toEqual([]);
    await redis.call("ACL", "SETUSER", "limited", "+hset");
    await granted;
    await until(() => named("quota.available").length > 0);
    expect(named("quota.unavailable")).toHaveLength(1);
    expect(named("quota.available")).toHaveLength(1);
  });

  test("uses a connection that is still to be opened", async () => {
    await quota(100, 10, server.client({ lazyConnect: true })).acquire("rest", "bulk");
    expect(named("quota.unavailable")).toEqual([]);
  });
});
