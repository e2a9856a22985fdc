import type { DeliveryView } from "../../ledger/deliveries/deliveries.js";
import { triesUntil } from "../../outbound/next-try.js";
import type { Queues } from "../../queue/queues.js";
import type { JobContext } from "../context.js";
import { enqueueDeliveries } from "./enqueue.js";

/**
 * Has a parked message tried again as if it were new.
 * @param context `queues`: undefined where only the ledger is open.
 * @throws {DELIVERY_NOT_FOUND | DELIVERY_STATE}
 */
export async function retryDelivery(
  id: string,
  { deliveries, queues, clock }: Pick<JobContext, "deliveries" | "clock"> & { queues: Queues | undefined },
): Promise<DeliveryView> {
  const now = clock();
  const retried = await deliveries.retry(id, { nextAt: now, triesUntil: triesUntil(now) });
  // Not waited for: reconciling finds the message in any case.
  if (queues) enqueueDeliveries({ queues, deliveries }).catch(() => undefined);
  return retried;
}
