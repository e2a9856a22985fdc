import { z } from "@hono/zod-openapi";
import { MOST_MINUTES } from "../../quota/usage.js";
import type { Api } from "../api.js";
import { json } from "../json.js";
import { problems } from "../problem.js";
import { QuotaSchema, quotaView } from "../quota-view.js";
import { operation } from "../../contracts/operation.js";
import { serve } from "../serve.js";

const get = operation({
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

export function registerQuota(app: Api): void {
  serve(app, get, async (c) => c.json(await quotaView(c.get("desk"), c.req.valid("query").minutes), 200));
}
