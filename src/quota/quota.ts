import type { Redis } from "ioredis";
import type { Telemetry } from "../telemetry/telemetry.js";
import type { RateLimiter, Meter } from "./rate-limiter.js";
import { WaitQueue } from "./wait-queue.js";
import { type MeterSettings, meterLimits } from "./limits.js";
import { Outage } from "./outage.js";
import { SharedMeter } from "./shared-meter.js";

export interface QuotaOptions {
  /** Stays its owner's: who made it also listens to its errors and closes it. */
  redis: Redis;
  appId: string;
  /** What TalkJS allows the whole app. */
  meters: Record<Meter, MeterSettings>;
  /** The part of it that is ours, above 0 and at most 1; the rest is left to the app's live traffic. */
  share: number;
  telemetry: Telemetry;
}

/** The rate limiter of one process on the quota that all processes share. */
export interface Quota extends RateLimiter {
  /** Rejects everyone who waits with QUOTA_CLOSED. Closing twice does nothing. */
  close(): void;
}

/**
 * The shared limiter. Over all processes that use the same Redis and app, at most rate × share × w + floor(burst ×
 * share) requests are let through in any window of w seconds by Redis's clock, also across a restart, a fail-over
 * or a wipe of Redis. While Redis is away nothing is let through. A Redis clock that jumps forward counts as time.
 * @throws QUOTA_SETTINGS
 */
export function createQuota({ redis, appId, meters, share, telemetry }: QuotaOptions): Quota {
  const outage = new Outage(telemetry);
  const line = (meter: Meter) =>
    new WaitQueue(new SharedMeter(redis, appId, meter, meterLimits(meters[meter], share)), outage, telemetry);
  const lines: Record<Meter, WaitQueue> = { rest: line("rest"), batch: line("batch") };
  const resume = () => Object.values(lines).forEach((each) => each.resume());
  redis.on("ready", resume);

  return {
    acquire: (meter, lane, signal) => lines[meter].acquire(lane, signal),
    async pause(meter, ms) {
      if (!(ms > 0)) return;
      telemetry.emit("quota.paused", { ms });
      await lines[meter].pause(ms);
    },
    close() {
      redis.off("ready", resume);
      Object.values(lines).forEach((each) => each.close());
    },
  };
}
