import { failure } from "../base/errors.js";
import type { Lane } from "./rate-limiter.js";

const SECOND = 1_000_000; // µs
const DAY = 24 * 3600 * 1000; // ms

/** The burst kept back for the urgent lane: a tenth, no more requests than this, and refilled within two seconds,
 * because a sweep that starts on a spent burst first waits for the reserve. */
const RESERVE_SHARE = 0.1;
const RESERVE_REQUESTS = 60;
const RESERVE_REFILL = 2 * SECOND;

/** With less, a waiter that wakes late has already lost its slot: at 100/s, 0 gave 93 % of the rate. */
const LEAST_BULK_TOLERANCE = 20_000; // µs

/** What TalkJS allows on one meter: `rate` requests/s sustained, `burst` requests at once. */
export interface MeterSettings {
  rate: number;
  burst: number;
}

/** A meter's numbers as `acquire.lua` wants them: whole microseconds. */
export interface MeterLimits {
  interval: number;
  full: number;
  tolerance: Record<Lane, number>;
  /** Milliseconds after which an unused key goes. */
  ttl: number;
}

/**
 * The share of a meter that is ours: rate × share, and floor(burst × share) but at least 1.
 * @throws QUOTA_SETTINGS when no quota can be made of the numbers.
 */
export function meterLimits({ rate, burst }: MeterSettings, share: number): MeterLimits {
  if (!(rate > 0 && rate < Infinity))
    throw failure("QUOTA_SETTINGS", { setting: "rate", expected: "a number of requests/s above 0" });
  if (!(burst >= 1))
    throw failure("QUOTA_SETTINGS", { setting: "burst", expected: "a number of requests of at least 1" });
  if (!(share > 0 && share <= 1))
    throw failure("QUOTA_SETTINGS", { setting: "share", expected: "above 0 and at most 1" });

  const ours = Math.max(1, Math.floor(burst * share));
  // Rounded up: the sum of the roundings must not add up to a request too many.
  const interval = Math.ceil(SECOND / (rate * share));
  const full = ours * interval;
  // The scripts add this to a Unix time in doubles, which count exactly to 2^53.
  if (!(full < 2 ** 52))
    throw failure("QUOTA_SETTINGS", { setting: "burst", expected: "refilled within some years at its rate" });

  const urgent = full - interval;
  const reserve = Math.min(
    Math.ceil(ours * RESERVE_SHARE),
    RESERVE_REQUESTS,
    Math.max(1, Math.floor(RESERVE_REFILL / interval)),
  );
  const bulk = Math.max(urgent - reserve * interval, Math.min(urgent, LEAST_BULK_TOLERANCE));
  return { interval, full, tolerance: { urgent, bulk }, ttl: Math.max(DAY, Math.ceil((2 * full) / 1000)) };
}
