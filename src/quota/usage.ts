import type { Redis } from "ioredis";
import { MINUTE_MS } from "../model/time.js";
import type { Lane, Meter } from "./rate-limiter.js";
import { meterKey, usageKey } from "./shared-meter.js";

const MINUTES_AN_HOUR = 60;

/** So far back every minute is still there. */
export const MOST_MINUTES = 24 * MINUTES_AN_HOUR;

/** Slots that were granted in one minute. */
export interface MinuteUsage extends Record<Lane, number> {
  /** When the minute begins, by Redis's clock. */
  at: Date;
}

export interface MeterUsage {
  /** Null: it isn't paused. */
  pausedUntil: Date | null;
  /** Oldest first; the last one is under way. */
  minutes: MinuteUsage[];
}

/**
 * What all processes together used of a meter in the last `count` minutes, at most `MOST_MINUTES`, this one included.
 * Exact, but for what a Redis that lost its data no longer knows.
 */
export async function meterUsage(
  redis: Redis,
  appId: string,
  meter: Meter,
  count: number,
): Promise<MeterUsage> {
  const [[seconds, micros], paused] = await Promise.all([
    redis.time(),
    redis.hget(meterKey(appId, meter), "pausedUntil"),
  ]);
  const now = Number(seconds) * 1_000 + Number(micros) / 1_000;
  const last = Math.floor(now / MINUTE_MS);
  const first = last - count + 1;
  const hours = new Map<number, Record<string, string>>();
  const hourOf = (minute: number) => Math.floor(minute / MINUTES_AN_HOUR);
  const wanted = range(hourOf(first), hourOf(last));
  // Sent together, answered one after the other.
  await Promise.all(
    wanted.map(async (hour) => hours.set(hour, await redis.hgetall(usageKey(appId, meter, hour)))),
  );
  const used = (minute: number, lane: Lane) =>
    Number(hours.get(hourOf(minute))?.[`${minute % MINUTES_AN_HOUR}:${lane}`] ?? 0);
  const until = Number(paused ?? 0) / 1_000;
  return {
    pausedUntil: until > now ? new Date(until) : null,
    minutes: range(first, last).map((minute) => ({
      at: new Date(minute * MINUTE_MS),
      urgent: used(minute, "urgent"),
      bulk: used(minute, "bulk"),
    })),
  };
}

const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i);
