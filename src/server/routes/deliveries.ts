import { z } from "@hono/zod-openapi";
import { nudgeDeliveries } from "../../../jobs/deliver.js";
import { DELIVERY_STATES } from "../../model/delivery-life.js";
import { triesUntil } from "../../outbound/next-try.js";
import type { Api } from "../api.js";
import { pageOf } from "../cursor.js";
import { DeliverySchema, deliveryView } from "../delivery-view.js";
import { paging, UuidParam } from "../fields.js";
import { json } from "../json.js";
import { problems } from "../problem.js";
import { operation } from "../../contracts/operation.js";
import { serve } from "../serve.js";

const tags = ["Deliveries"];
const one = json(DeliverySchema);

const list = operation({
  method: "get",
  path: "/v1/deliveries",
  summary: "Callbacks and webhooks, newest first",
  description: "Messages to other systems. Delivered ones are kept for 30 days.",
  tags,
  role: "viewer",
  action: "deliveries.list",
  reads: true,
  request: {
    query: z.strictObject({
      state: z.enum(DELIVERY_STATES).optional(),
      ...paging,
      cursor: z
        .string()
        .regex(/^\d{1,15}$/, "must be the `next` of an answer of this list")
        .optional()
        .openapi({ description: "The `next` of the page before." }),
    }),
  },
  responses: {
    200: {
      description: "A page of them",
      content: json(
        z.object({
          deliveries: z.array(DeliverySchema),
          next: z.string().nullable().openapi({ description: "The cursor of the next page." }),
        }),
      ),
    },
  },
});

const get = operation({
  method: "get",
  path: "/v1/deliveries/{id}",
  summary: "One callback or webhook",
  tags,
  role: "viewer",
  action: "deliveries.get",
  reads: true,
  request: { params: UuidParam },
  responses: { 200: { description: "The message", content: one }, ...problems(404) },
});

const retry = operation({
  method: "post",
  path: "/v1/deliveries/{id}/retry",
  summary: "Have a parked callback or webhook tried again",
  description: "It begins anew: at once, and for five days if need be.",
  tags,
  role: "operator",
  action: "deliveries.retry",
  idempotent: true,
  request: { params: UuidParam },
  responses: { 200: { description: "The message afterwards", content: one }, ...problems(404, 409) },
});

export function registerDeliveries(app: Api): void {
  serve(app, list, async (c) => {
    const { state, limit, cursor } = c.req.valid("query");
    const found = await c.get("desk").session.deliveries.list({
      limit: limit + 1,
      ...(state && { state }),
      ...(cursor !== undefined && { before: Number(cursor) }),
    });
    const { page, next } = pageOf(found, limit, ({ seq }) => String(seq));
    return c.json({ deliveries: page.map(deliveryView), next }, 200);
  });

  serve(app, get, async (c) => {
    const { deliveries } = c.get("desk").session;
    return c.json(deliveryView(await deliveries.get(c.req.valid("param").id)), 200);
  });

  serve(app, retry, async (c) => {
    const desk = c.get("desk");
    const now = c.get("clock")();
    const when = { nextAt: now, triesUntil: triesUntil(now) };
    const retried = await desk.session.deliveries.retry(c.req.valid("param").id, when);
    // Not waited for: reconciling finds the message in any case.
    if (desk.context) nudgeDeliveries(desk.context).catch(() => undefined);
    return c.json(deliveryView(retried), 200);
  });
}
