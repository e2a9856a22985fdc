import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createQuota } from "../../src/quota/quota.js";
import { meterKey } from "../../src/quota/shared-meter.js";
import { silent } from "../../src/telemetry/telemetry.js";
import { startAcquirers } from "./acquirers.js";
import { largestExcess, watchGrants } from "./grants.js";
import { sized } from "../support/size.js";
import { TestRedis } from "./redis.js";

const SECONDS = sized(1, 3);

let server: TestRedis;
beforeAll(async () => {
  server = await TestRedis.start();
});
afterAll(() => server.stop());

describe("Three processes that take all they can get", () => {
  test.each(
    sized(
      [[200, 20]],
      [
        [50, 10],
        [200, 20],
      ],
    ),
  )("at %i requests/s with a burst of %i stay within the quota", async (rate, burst) => {
    const appId = `app-${rate}`;
    const { times, stop } = await watchGrants(server.client(), meterKey(appId, "rest"));
    const grabbers = await startAcquirers(3, [server.port, appId, rate, burst, SECONDS * 1000]);
    await grabbers.go();
    stop();

    // The monitor notes the time a moment after the script took its own.
    expect(largestExcess(times, rate)).toBeLessThanOrEqual(burst + 1 + rate * 0.01);
    // How near they come to it depends on the machine: `npm run bench -- quota` tells.
    expect(times.length).toBeGreaterThan(burst);
  });

  test("leave an urgent request of another process waiting for a few of theirs at most", async () => {
    const rate = 50;
    const redis = server.client();
    const meters = { rest: { rate, burst: 20 }, batch: { rate, burst: 20 } };
    const quota = createQuota({ redis, appId: "urgent", meters, share: 1, telemetry: silent });
    const { times, stop } = await watchGrants(server.client(), meterKey("urgent", "rest"));
    const grabbers = await startAcquirers(3, [server.port, "urgent", rate, 20, 2500]);
    const ended = grabbers.go();

    /** How many grants, the own among them, there were until each was granted. */
    const waits: number[] = [];
    const end = AbortSignal.timeout(2000);
    while (!end.aborted) {
      const before = times.length;
      await quota.acquire("rest", "urgent");
      waits.push(times.length - before);
      // Urgent work comes now and then, at a fifth of the rate: here, after every tenth grant to anyone.
      const next = times.length + 10;
      while (times.length < next && !end.aborted) await redis.ping();
    }
    await ended;
    stop();
    quota.close();

    expect(waits.length).toBeGreaterThan(0);
    expect(Math.max(...waits)).toBeLessThanOrEqual(5);
    expect(largestExcess(times, rate)).toBeLessThanOrEqual(20 + 1 + rate * 0.01);
  });

  test("stay within the quota although Redis is wiped again and again while they take", async () => {
    const [rate, burst] = [50, 25];
    const redis = server.client();
    const { times, stop } = await watchGrants(server.client(), meterKey("wiped", "rest"));
    const grabbers = await startAcquirers(3, [server.port, "wiped", rate, burst, 2500]);
    const ended = grabbers.go();
    for (const grants of [10, 20, 30, 31, 50]) {
      while (times.length < grants) await redis.ping();
      await redis.flushall();
      await redis.script("FLUSH");
    }
    await ended;
    stop();

    expect(times.length).toBeGreaterThan(50);
    expect(largestExcess(times, rate)).toBeLessThanOrEqual(burst + 1 + rate * 0.01);
  });
});
