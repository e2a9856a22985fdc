import { z } from "@hono/zod-openapi";
import { DELIVERY_KINDS } from "../model/kinds.js";
import { DELIVERY_STATES } from "../model/delivery-lifecycle.js";
import { time, UuidParam } from "./fields.js";
import { cursor, listOf } from "./list.js";
import { json } from "./json.js";
import { problems } from "./problem.js";
import { operation } from "./operation.js";

/** Neither the address nor its host: both can name a person. */
const DeliverySchema = z
  .object({
    id: z.uuid().openapi({ description: "The receiver gets it with every attempt of a webhook." }),
    kind: z.enum(DELIVERY_KINDS),
    event: z.string().openapi({ description: "What it tells.", example: "request.completed" }),
    about: z.string().openapi({ description: "The request, run or schedule." }),
    state: z.enum(DELIVERY_STATES).openapi({
      description: "`parked`: given up; it can be tried again.",
    }),
    attempts: z.int(),
    nextAt: time
      .nullable()
      .openapi({ description: "The next attempt; while one is under way, when it counts as lost." }),
    triesUntil: time.nullable().openapi({ description: "After that it is parked." }),
    lastStatus: z.int().nullable().openapi({ description: "The HTTP status of the last attempt." }),
    lastCode: z.string().nullable().openapi({ description: "Why the last attempt failed." }),
    createdAt: time,
    deliveredAt: time.nullable(),
  })
  .openapi("Delivery");

export type DeliveryView = z.infer<typeof DeliverySchema>;

const tags = ["Deliveries"];

export const one = json(DeliverySchema);

export const list = operation({
  ...listOf("deliveries", DeliverySchema, {
    query: {
      state: z.enum(DELIVERY_STATES).optional(),
      cursor: cursor.like(/^\d{1,15}$/),
    },
  }),
  path: "/v1/deliveries",
  summary: "Callbacks and webhooks, newest first",
  description: "Messages to other systems. Delivered ones are kept for 30 days.",
  tags,
  action: "deliveries.list",
});

export const get = operation({
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

export const retry = operation({
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
