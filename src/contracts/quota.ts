import { z } from "@hono/zod-openapi";
import { time } from "./fields.js";
import { MOST_MINUTES } from "../quota/usage.js";
import { json } from "./json.js";
import { problems } from "./problem.js";
import { operation } from "./operation.js";

/** One meter of TalkJS's quota: what is ours, whether it stands still, and what was used of it. */
const MeterSchema = z
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

const QuotaSchema = z.object({ meters: z.array(MeterSchema) }).openapi("Quota");

export type QuotaView = z.infer<typeof QuotaSchema>;

export const get = operation({
  method: "get",
  path: "/v1/quota",
  summary: "What is used of TalkJS's quota, minute by minute",
  description: "Over all processes of the app. Nothing in it is about people.",
  tags: ["Service"],
  role: "viewer",
  action: "quota.get",
  reads: true,
  request: {
    query: z.strictObject({
      minutes: z.coerce
        .number()
        .int()
        .min(1)
        .max(MOST_MINUTES)
        .default(60)
        .openapi({ description: "How far back, the current minute included." }),
    }),
  },
  responses: { 200: { description: "Each meter", content: json(QuotaSchema) }, ...problems(503) },
});
