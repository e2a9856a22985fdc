import { failure } from "../../base/errors.js";
import type { Meter } from "../../quota/rate-limiter.js";
import { meterLimits } from "../../quota/limits.js";
import { meterUsage } from "../../quota/usage.js";
import { within } from "../../base/within.js";
import type { Backend } from "../backend.js";
import { instant } from "../http/instant.js";
import type { MeterView, QuotaView } from "../../contracts/quota.js";

/** A page must not wait for a Redis that is away. */
const WITHIN_MS = 2_000;
const METERS: Meter[] = ["rest", "batch"];

/**
 * @param minutes how far back.
 * @throws 503 where there is no Redis, or it doesn't answer soon.
 */
export async function quotaView({ app, context }: Backend, minutes: number): Promise<QuotaView> {
  const redis = context?.queues.redis;
  // Commands to a Redis that is away would queue up until it is back.
  if (redis?.status !== "ready") throw failure("QUOTA_UNKNOWN");
  const { appId, config } = app.options;
  const { share } = config;
  const view = async (meter: Meter): Promise<MeterView> => {
    const { rate, burst } = config.meters[meter];
    const { interval, full } = meterLimits({ rate, burst }, share);
    const usage = await meterUsage(redis, appId, meter, minutes);
    return {
      meter,
      ratePerSecond: rate,
      share,
      ours: rate * share,
      burst: full / interval,
      pausedUntil: instant(usage.pausedUntil),
      minutes: usage.minutes.map(({ at, ...used }) => ({ at: instant(at), ...used })),
    };
  };
  return within(WITHIN_MS, Promise.all(METERS.map(view))).then(
    (meters) => ({ meters }),
    () => {
      throw failure("QUOTA_UNKNOWN");
    },
  );
}
