import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { TokenBucket } from "../../src/sandbox/api/token-bucket.js";
import { RateMeter } from "../../src/sandbox/api/rate-meter.js";
import { until } from "../support/until.js";
import { start, type SandboxHarness } from "./support.js";

const BATCH = [[1, "GET", "/users"]];

describe("the ordinary meter", () => {
  test("lets the burst through and refuses what comes after it with 429", async () => {
    const harness = await start({
      users: 1,
      limits: { rest: { rate: 0.001, burst: 20 }, batch: { rate: 1, burst: 1, queued: 0 } },
    });
    const statuses: number[] = [];
    for (let i = 0; i < 25; i++) statuses.push((await harness.call("GET", "/users")).status);
    expect(statuses).toEqual([...Array<number>(20).fill(200), ...Array<number>(5).fill(429)]);
    const { headers, json } = await harness.call("GET", "/users");
    expect(headers["retry-after"]).toBeUndefined();
    expect(json.errorCode).toBe("RATE_LIMITED");
    expect(await harness.stats()).toMatchObject({
      requests: 26,
      refused: 6,
      routes: { "GET /users": { requests: 26, refused: 6, statuses: { 200: 20, 429: 6 } } },
    });
  });

  test("refills at its rate, and requests that are refused cost nothing", async () => {
    const harness = await start({
      users: 1,
      limits: { rest: { rate: 50, burst: 2 }, batch: { rate: 1, burst: 1, queued: 0 } },
    });
    const startedAt = performance.now();
    let passed = 0;
    while (passed < 12) if ((await harness.call("GET", "/users")).status === 200) passed++;
    const seconds = (performance.now() - startedAt) / 1_000;
    expect(passed).toBeLessThanOrEqual(50 * seconds + 2 + 0.1);
  });

  test("has TalkJS's burst of 600 by default", async () => {
    const harness = await start({
      users: 1,
      limits: { rest: { rate: 0.001, burst: 600 }, batch: { rate: 1, burst: 500, queued: 100 } },
    });
    const { lanes } = await harness.stats();
    expect(lanes).toMatchObject({ rest: { rate: 0.001, burst: 600 }, batch: { rate: 1, burst: 500 } });
    let passed = 0;
    while ((await harness.call("GET", "/users?limit=1")).status === 200) passed++;
    expect(passed).toBe(600);
    expect((await harness.stats()).lanes.rest.burstUsed).toBeGreaterThan(600);
  });

  test("is not used by what is refused at the door, nor by inspection", async () => {
    const harness = await start({
      users: 1,
      limits: { rest: { rate: 0.001, burst: 1 }, batch: { rate: 1, burst: 1, queued: 0 } },
    });
    for (let i = 0; i < 5; i++)
      await harness.call("GET", "/users", undefined, { authorization: "Bearer no" });
    expect((await harness.call("GET", "/users")).status).toBe(200);
    expect((await harness.stats()).lanes.rest.requests).toBe(1);
  });
});

/** On a connection of its own. @returns the status. */
async function batch({ sandbox }: SandboxHarness): Promise<number> {
  const headers = { authorization: "Bearer sk_test_sandbox", "content-type": "application/json" };
  const url = `${sandbox.url}/v1/sandboxApp/batch`;
  return (await fetch(url, { method: "POST", headers, body: JSON.stringify(BATCH) })).status;
}

describe("the batch meter", () => {
  test("lets the burst through at once, then queues, then refuses", async () => {
    const limits = { rest: { rate: 0.001, burst: 1 }, batch: { rate: 0.001, burst: 3, queued: 2 } };
    const harness = await start({ users: 1, limits });
    const statuses: number[] = [];
    const all = Array.from({ length: 8 }, async () => void statuses.push(await batch(harness)));
    await until("all are answered but those who wait", () => statuses.length === 6);
    expect(statuses.filter((status) => status === 200)).toHaveLength(3);
    expect(statuses.filter((status) => status === 429)).toHaveLength(3);
    await harness.inspect("POST", "reset");
    await Promise.all(all);
    expect(statuses.slice(6)).toEqual([200, 200]);
  });

  test("answers those who wait at its rate", async () => {
    const limits = { rest: { rate: 0.001, burst: 1 }, batch: { rate: 10, burst: 1, queued: 2 } };
    const harness = await start({ users: 1, limits });
    const startedAt = performance.now();
    const times: number[] = [];
    const served = async () => {
      expect(await batch(harness)).toBe(200);
      times.push(performance.now() - startedAt);
    };
    await Promise.all([served(), served(), served()]);
    expect(times[1]).toBeGreaterThan(90);
    expect(times[2]).toBeGreaterThan(180);
  });

  test("takes nothing of the ordinary meter", async () => {
    const limits = { rest: { rate: 0.001, burst: 1 }, batch: { rate: 0.001, burst: 5, queued: 0 } };
    const harness = await start({ users: 1, limits });
    for (let i = 0; i < 5; i++) expect((await harness.call("POST", "/batch", BATCH)).status).toBe(200);
    expect((await harness.call("POST", "/batch", BATCH)).status).toBe(429);
    expect((await harness.call("GET", "/users")).status).toBe(200);
    expect((await harness.stats()).lanes).toMatchObject({ rest: { requests: 1 }, batch: { requests: 6 } });
  });

  test("those who wait are answered when the sandbox is reset", async () => {
    const limits = { rest: { rate: 1, burst: 1 }, batch: { rate: 0.001, burst: 1, queued: 5 } };
    const harness = await start({ users: 1, limits });
    await harness.call("POST", "/batch", BATCH);
    const waiting = batch(harness);
    await expect.poll(async () => (await harness.stats()).lanes.batch.requests).toBe(2);
    await harness.inspect("POST", "reset");
    expect(await waiting).toBe(200);
  });
});

describe("for any schedule", () => {
  /** Gaps in ms, often such that two requests are exactly a window apart. */
  const gap = fc.oneof(fc.nat(400), fc.constantFrom(0, 250, 500, 1_000));
  const schedule = fc.array(gap, { minLength: 1, maxLength: 120 });

  test("at most rate * w + burst pass in any window, and no fewer than the bucket holds", () => {
    fc.assert(
      fc.property(
        schedule,
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 10 }),
        (gaps, rate, burst) => {
          let now = 0;
          const bucket = new TokenBucket({ rate, burst }, () => now);
          const passed: number[] = [];
          for (const gap of gaps) {
            now += gap;
            if (bucket.admit() === true) passed.push(now);
          }
          for (let i = 0; i < passed.length; i++) {
            for (let j = i; j < passed.length; j++) {
              const window = ((passed[j] ?? 0) - (passed[i] ?? 0)) / 1_000;
              expect(j - i + 1).toBeLessThanOrEqual(rate * window + burst + 1e-6);
            }
          }
          expect(passed.length).toBeGreaterThanOrEqual(Math.min(burst, gaps.length));
        },
      ),
    );
  });

  test("the meter's numbers are those of counting every window", () => {
    fc.assert(
      fc.property(schedule, fc.integer({ min: 1, max: 20 }), (gaps, rate) => {
        let now = 0;
        const meter = new RateMeter({ rate, burst: 1 }, () => now);
        const times = gaps.map((gap) => {
          now += gap;
          meter.arrive();
          return now;
        });
        const windows = times.flatMap((from, i) =>
          times.slice(i).map((to, n) => ({ count: n + 1, ms: to - from })),
        );
        const most = (ms: number) => Math.max(...windows.filter((w) => w.ms < ms).map((w) => w.count));
        const use = meter.use();
        expect(use.maxPerSecond).toBe(most(1_000));
        expect(use.maxPer10Seconds).toBe(most(10_000));
        expect(use.burstUsed).toBeCloseTo(
          Math.max(...windows.map((w) => w.count - (rate * w.ms) / 1_000)),
          2,
        );
      }),
    );
  });
});
