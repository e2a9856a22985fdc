import { readFileSync } from "node:fs";
import type { Redis } from "ioredis";
import type { Lane, Meter } from "./rate-limiter.js";
import type { MeterLimits } from "./limits.js";

/** One hour: no answer of an API stops the work for longer, whatever it says. */
export const LONGEST_PAUSE = 3600 * 1000; // ms

const ACQUIRE = readFileSync(new URL("./acquire.lua", import.meta.url), "utf8");
const PAUSE = readFileSync(new URL("./pause.lua", import.meta.url), "utf8");

/** What `defineCommand` adds. ioredis sends the hash, and the script again where the server has lost it. */
type ScriptedRedis = Redis & {
  scrubjayAcquire(key: string, ...args: (number | Lane)[]): Promise<number>;
  scrubjayPause(key: string, ...args: number[]): Promise<number>;
};

/** The state that all processes share about one app and meter, and its two scripts. Rejects as ioredis does. */
export class SharedMeter {
  readonly #redis: ScriptedRedis;
  readonly #key: string;

  constructor(
    redis: Redis,
    appId: string,
    meter: Meter,
    readonly limits: MeterLimits,
  ) {
    redis.defineCommand("scrubjayAcquire", { numberOfKeys: 1, lua: ACQUIRE });
    redis.defineCommand("scrubjayPause", { numberOfKeys: 1, lua: PAUSE });
    this.#redis = redis as ScriptedRedis;
    this.#key = meterKey(appId, meter);
  }

  /** Whether a command would go out now rather than into a queue. */
  get reachable(): boolean {
    // A lazy connection opens itself with its first command, which then must not be held back.
    return this.#redis.status === "ready" || this.#redis.status === "wait";
  }

  /** Takes a slot: 0, or the milliseconds to wait before asking again. */
  async acquire(lane: Lane): Promise<number> {
    const { interval, full, tolerance, ttl } = this.limits;
    const wait = await this.#redis.scrubjayAcquire(
      this.#key,
      interval,
      full,
      tolerance[lane],
      LONGEST_PAUSE * 1000,
      ttl,
      lane,
    );
    return Math.ceil(wait / 1000);
  }

  /** Stops the meter for `ms` milliseconds, for everybody. */
  async pause(ms: number): Promise<void> {
    const { interval, full, ttl } = this.limits;
    const pause = Math.ceil(ms * 1000);
    await this.#redis.scrubjayPause(this.#key, pause, full - interval, LONGEST_PAUSE * 1000, ttl);
  }
}

/** The key of a meter. The braces keep both meters of an app on one node of a Redis Cluster. */
export function meterKey(appId: string, meter: Meter): string {
  return `{scrubjay-quota:${encodeURIComponent(appId)}}:${meter}`;
}

/** The key of what was used in an hour, counted from 1970: a hash of `<minute>:<lane>` → slots (acquire.lua). */
export function usageKey(appId: string, meter: Meter, hour: number): string {
  return `${meterKey(appId, meter)}:used:${hour}`;
}
