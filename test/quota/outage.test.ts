import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createQuota, type Quota } from "../../src/quota/quota.js";
import { meterKey } from "../../src/quota/shared-meter.js";
import type { Events } from "../../src/telemetry/events.js";
import { TelemetryBus } from "../../src/telemetry/telemetry.js";
import { TestRedis } from "./redis.js";

let server: TestRedis;
let quota: Quota;
let granted: number;
let events: (keyof Events)[];
let changed: () => void;

beforeEach(async () => {
  server = await TestRedis.start();
  granted = 0;
  events = [];
  changed = () => undefined;
  const telemetry = new TelemetryBus();
  telemetry.subscribe((name) => {
    if (name === "quota.granted") granted++;
    else events.push(name);
    changed();
  });
  const meter = { rate: 20, burst: 40 };
  quota = createQuota({
    redis: server.client(),
    appId: "app",
    meters: { rest: meter, batch: meter },
    share: 1,
    telemetry,
  });
});
afterEach(async () => {
  quota.close();
  await server.stop();
});

/** Resolves at the event with which `condition` has become true. */
function when(condition: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    changed = () => condition() && resolve();
    changed();
  });
}

/** Takes slots until `signal` aborts. */
function takeAll(signal: AbortSignal): Promise<unknown> {
  const take = async () => {
    for (;;) await quota.acquire("rest", "urgent", signal);
  };
  return Promise.allSettled([take(), take(), take()]);
}

describe("While Redis is away", () => {
  test("nothing is let through, which is said once, and work goes on when it is back", async () => {
    const end = new AbortController();
    const taking = takeAll(end.signal);
    await when(() => granted >= 5);
    await server.kill();
    await when(() => events.includes("quota.unavailable"));
    const before = granted;
    // Long enough for several tries, in which 15 slots would have come free.
    await new Promise((resolve) => setTimeout(resolve, 750));
    expect(granted).toBe(before);

    const restarted = performance.now();
    await server.restart();
    await when(() => granted >= before + 5);
    const [first, seconds] = [before + 1, (performance.now() - restarted) / 1000];
    expect(granted - first).toBeLessThanOrEqual(20 * seconds + 1);
    end.abort();
    await taking;
    expect(events).toEqual(["quota.unavailable", "quota.available"]);
  });

  test("because it is stuck, that is said too, a pause does not hang, and work goes on afterwards", async () => {
    await quota.acquire("rest", "urgent");
    server.freeze();
    const waiting = quota.acquire("rest", "urgent");
    await when(() => events.includes("quota.unavailable"));
    await quota.pause("rest", 1500);
    server.thaw();
    await waiting;
    expect(events).toEqual(["quota.unavailable", "quota.paused", "quota.available"]);
  });

  test("a waiter can still give up", async () => {
    await quota.acquire("rest", "urgent");
    await server.kill();
    const abort = new AbortController();
    const waiting = quota.acquire("rest", "urgent", abort.signal);
    await when(() => events.includes("quota.unavailable"));
    abort.abort();
    await expect(waiting).rejects.toThrow("aborted");
  });

  test("a pause is remembered, holds here at once, and reaches the others when Redis is back", async () => {
    await quota.acquire("rest", "urgent");
    await server.kill();
    await quota.pause("rest", 3_600_000);
    await server.restart();
    const redis = server.client();
    while ((await redis.hget(meterKey("app", "rest"), "pausedUntil")) === null);
    const leftMs = Number(await redis.hget(meterKey("app", "rest"), "pausedUntil")) / 1000 - Date.now();
    expect(leftMs).toBeGreaterThan(3_500_000);
    const waiting = quota.acquire("rest", "urgent", AbortSignal.timeout(200));
    await expect(waiting).rejects.toThrow("timeout");
  });
});

test("A Redis that restarts from an old snapshot does not grant a burst again that was granted after it", async () => {
  const key = meterKey("app", "rest");
  const redis = server.client();
  await quota.acquire("rest", "urgent");
  await redis.hset(key, "tat", Date.now() * 1000);
  await redis.save();
  for (let i = 0; i < 40; i++) await quota.acquire("rest", "urgent");
  await server.kill();
  await server.restart();

  const restarted = performance.now();
  for (let i = 0; i < 5; i++) await quota.acquire("rest", "urgent");
  expect(performance.now() - restarted).toBeGreaterThan(4 * 50);
});
