import { z } from "@hono/zod-openapi";
import type { Meter } from "../quota/gate.js";
import { meterLimits } from "../quota/limits.js";
import { meterUsage } from "../quota/usage.js";
import { within } from "../within.js";
import type { Desk } from "./desk.js";
import { time } from "./fields.js";
import { instant } from "./instant.js";
import { ApiError } from "./problem.js";

/** A page must not wait for a Redis that is away. */
const WITHIN_MS = 2_000;
const METERS: Meter[] = ["rest", "batch"];

/** One meter of TalkJS's quota: what is ours, whether it stands still, and what was used of it. */
export const MeterSchema = z
  .object({
    meter: z.enum(["rest", "batch"]).openapi({
      description: "`rest`: every ordinary request; `batch`: `POST /batch`, which TalkJS counts apart.",
    }),
    ratePerSecond: z.number().openapi({ description: "What TalkJS allows the whole app, sustained." }),
    share: z.number().openapi({ description: "The part of it that is ours, above 0 and at most 1." }),
    ours: z.number().openapi({ description: "Requests a second that are ours, sustained." }),
    burst: z.int().openapi({ description: "Requests at once that are ours." }),
    pausedUntil: time.nullable().openapi({
      description: "Until then nobody sends, because TalkJS said 429; null: it isn't paused.",
    }),
    minutes: z
      .array(
        z.object({
          at: time.openapi({ description: "When the minute begins." }),
          urgent: z.int().openapi({ description: "Requests of on-demand erasures." }),
          bulk: z.int().openapi({ description: "Requests of sweeps and watches." }),
        }),
      )
      .openapi({
        description: "One for each minute, oldest first; the last one is under way. By Redis's clock.",
      }),
  })
  .openapi("Meter");
export type MeterView = z.infer<typeof MeterSchema>;

export const QuotaSchema = z.object({ meters: z.array(MeterSchema) }).openapi("Quota");
export type QuotaView = z.infer<typeof QuotaSchema>;

/**
 * @param minutes how far back.
 * @throws {ApiError} 503 where there is no Redis, or it doesn't answer soon.
 */
export async function quotaView({ session, context }: Desk, minutes: number): Promise<QuotaView> {
  const redis = context?.queues.redis;
  // Commands to a Redis that is away would queue up until it is back.
  if (redis?.status !== "ready") throw away();
  const { appId, config } = session.options;
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
      throw away();
    },
  );
}

const away = () =>
  new ApiError(
    503,
    "QUOTA_UNKNOWN",
    "Redis, which counts what is used, doesn't answer.",
    "Nothing is lost. Ask again when it is back; a command that only uses the ledger has none.",
  );
