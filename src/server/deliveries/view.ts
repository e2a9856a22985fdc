import type { DeliveryView as Delivery } from "../../ledger/deliveries/deliveries.js";
import { instant } from "../http/instant.js";
import type { DeliveryView } from "../../contracts/deliveries.js";

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
