import { z } from "@hono/zod-openapi";
import type { DeliveryView as Delivery } from "../ledger/deliveries.js";
import { DELIVERY_KINDS } from "../model/kinds.js";
import { DELIVERY_STATES } from "../model/delivery-life.js";
import { time } from "./fields.js";
import { instant } from "./instant.js";

/** Neither the address nor its host: both can name a person. */
export const DeliverySchema = z
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

export function deliveryView(delivery: Delivery): DeliveryView {
  const { id, kind, event, about, state, attempts, nextAt, triesUntil } = delivery;
  const { lastStatus, lastCode, createdAt, deliveredAt } = delivery;
  const isPending = state === "pending";
  return {
    id,
    kind,
    event,
    about,
    state,
    attempts,
    nextAt: isPending ? instant(nextAt) : null,
    triesUntil: isPending ? instant(triesUntil) : null,
    lastStatus,
    lastCode,
    createdAt: instant(createdAt),
    deliveredAt: instant(deliveredAt),
  };
}
