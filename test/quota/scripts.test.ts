import { readFileSync } from "node:fs";
import fc from "fast-check";
import type { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { meterLimits } from "../../src/quota/limits.js";
import { largestExcess } from "./grants.js";
import { TestRedis } from "./redis.js";

const HOUR = 3_600_000_000; // µs
const START = 1_790_000_000_000_000; // µs

/** The real script, but for its clock and run ID, which here come as the last three arguments. */
function withClock(name: string): string {
  const script = readFileSync(new URL(`../../src/quota/${name}`, import.meta.url), "utf8");
  expect(script.split('redis.call("TIME")')).toHaveLength(2);
  return script
    .replace('redis.call("TIME")', "{ARGV[#ARGV - 2], ARGV[#ARGV - 1]}")
    .replace('redis.call("INFO", "server")', '("run_id:" .. ARGV[#ARGV])');
}
const ACQUIRE = withClock("acquire.lua");
const PAUSE = withClock("pause.lua");

let server: TestRedis;
let redis: Redis;
beforeAll(async () => {
  server = await TestRedis.start();
  redis = server.client();
});
afterAll(() => server.stop());

type Lane = "urgent" | "bulk";

/** One meter whose time the test tells. Times are in µs since START. */
class Meter {
  run = 0;
  readonly limits;
  readonly key = `meter:${Math.random()}`;

  constructor(
    readonly rate: number,
    readonly burst: number,
  ) {
    this.limits = meterLimits({ rate, burst }, 1);
  }

  async ask(at: number, lane: Lane): Promise<number> {
    const { interval, full, tolerance, ttl } = this.limits;
    return this.#call(ACQUIRE, at, [interval, full, tolerance[lane], HOUR, ttl, lane]);
  }

  async pause(at: number, us: number): Promise<number> {
    const { interval, full, ttl } = this.limits;
    return this.#call(PAUSE, at, [us, full - interval, HOUR, ttl]);
  }

  async #call(script: string, at: number, args: (number | string)[]): Promise<number> {
    const now = START + at;
    const clock = [Math.floor(now / 1e6), now % 1e6, `abc${this.run}`];
    return Number(await redis.eval(script, 1, this.key, ...args, ...clock));
  }

  /** Lets a meter that knows nothing gather its whole burst, up to the returned time. */
  async fill(): Promise<number> {
    await this.ask(0, "urgent");
    return this.limits.full;
  }
}

const rates = fc.integer({ min: 1, max: 2000 });
const bursts = fc.integer({ min: 1, max: 40 });
const lanes = fc.constantFrom<Lane>("urgent", "bulk");

describe("The quota's scripts", () => {
  test("grant at most rate × w + burst in every window, whoever asks when, across wipes and restarts from old snapshots", async () => {
    const step = fc.record({
      after: fc.double({ min: 0, max: 4, noNaN: true }),
      lane: lanes,
      before: fc.constantFrom(
        "nothing",
        "nothing",
        "nothing",
        "nothing",
        "wipe",
        "snapshot",
        "restart",
        "idle",
      ),
    });
    await fc.assert(
      fc.asyncProperty(rates, bursts, fc.array(step, { maxLength: 60 }), async (rate, burst, steps) => {
        const meter = new Meter(rate, burst);
        let now = await meter.fill();
        let snapshot: Record<string, string> = {};
        const grants: number[] = [];
        for (const { after, lane, before } of steps) {
          if (before === "wipe") await redis.del(meter.key);
          if (before === "snapshot") snapshot = await redis.hgetall(meter.key);
          if (before === "restart") {
            meter.run++;
            await redis.del(meter.key);
            if (Object.keys(snapshot).length > 0) await redis.hset(meter.key, snapshot);
          }
          now += Math.round(after * meter.limits.interval) + (before === "idle" ? meter.limits.full : 0);
          // As many as are to be had at this moment.
          for (let left = burst + 1; left > 0 && (await meter.ask(now, lane)) === 0; left--)
            grants.push(now / 1e6);
        }
        expect(largestExcess(grants, 1e6 / meter.limits.interval)).toBeLessThanOrEqual(burst + 1e-4);
      }),
      { numRuns: 60 },
    );
  });

  test("grant at the very moment they named, and not a microsecond before", async () => {
    await fc.assert(
      fc.asyncProperty(rates, bursts, lanes, fc.nat(10), async (rate, burst, lane, others) => {
        const meter = new Meter(rate, burst);
        const now = await meter.fill();
        for (let i = 0; i < others; i++) await meter.ask(now, "urgent");
        const wait = await meter.ask(now, lane);
        if (wait === 0) return;
        expect(await meter.ask(now + wait - 1, lane)).toBe(1);
        expect(await meter.ask(now + wait, lane)).toBe(0);
      }),
      { numRuns: 60 },
    );
  });

  test("give a patient asker the whole rate, to the last slot", async () => {
    const meter = new Meter(9, 600);
    let now = 0;
    let granted = 0;
    const start = await meter.ask(now, "urgent");
    now += start;
    for (const end = now + 60e6; now < end;) {
      const wait = await meter.ask(now, "urgent");
      if (wait === 0) granted++;
      now += wait;
    }
    expect(granted).toBe(540);
  });

  test("never make the urgent lane wait longer than the bulk lane, and keep it a reserve that bulk leaves alone", async () => {
    const meter = new Meter(10, 100);
    const now = await meter.fill();
    let bulk = 0;
    while ((await meter.ask(now, "bulk")) === 0) bulk++;
    let urgent = 0;
    while ((await meter.ask(now, "urgent")) === 0) urgent++;
    expect([bulk, urgent]).toEqual([90, 10]);
  });

  test("take missing state for a spent burst: the first slot comes after one interval", async () => {
    const meter = new Meter(10, 100);
    expect(await meter.ask(0, "urgent")).toBe(100_000);
    expect(await meter.ask(100_000, "urgent")).toBe(0);
    expect(await meter.ask(100_000, "urgent")).toBe(100_000);
  });

  test("go on within one interval after the clock was set back", async () => {
    const meter = new Meter(10, 100);
    await meter.ask(10 * HOUR, "urgent");
    expect(await meter.ask(0, "urgent")).toBe(100_000);
    expect(await meter.ask(100_000, "urgent")).toBe(0);
  });

  test("end a pause in time although the clock was set back under it", async () => {
    const meter = new Meter(10, 1);
    await meter.pause(10 * HOUR, HOUR);
    expect(await meter.ask(0, "urgent")).toBe(HOUR);
    expect(await meter.ask(HOUR / 2, "urgent")).toBe(HOUR / 2);
  });

  test("let nobody through in a pause, whichever lane, and a shorter pause never ends a longer one", async () => {
    const meter = new Meter(10, 100);
    const now = await meter.fill();
    expect(await meter.pause(now, 5_000_000)).toBe(5_000_000);
    expect(await meter.pause(now + 1, 1_000_000)).toBe(4_999_999);
    expect(await meter.ask(now + 2, "urgent")).toBe(4_999_998);
    expect(await meter.ask(now + 4_999_999, "bulk")).toBe(1);
  });

  test("go on at the sustained rate after a pause, since the API's burst is evidently gone", async () => {
    const meter = new Meter(10, 100);
    const now = await meter.fill();
    await meter.pause(now, 1_000_000);
    expect(await meter.ask(now + 1_000_000, "urgent")).toBe(0);
    expect(await meter.ask(now + 1_000_000, "urgent")).toBe(100_000);
  });

  test("bound a pause to an hour, whatever was asked for", async () => {
    const meter = new Meter(10, 100);
    expect(await meter.pause(0, 30 * 24 * HOUR)).toBe(HOUR);
  });

  test("leave no key without an end", async () => {
    const asked = new Meter(10, 100);
    await asked.ask(0, "bulk");
    const paused = new Meter(10, 100);
    await paused.pause(0, 1_000);
    for (const { key } of [asked, paused]) expect(await redis.pttl(key)).toBeGreaterThan(86_000_000);
  });
});
