import { deliverJob } from "../jobs.js";
import type { JobContext } from "../context.js";

/** Has sent what is pending. Called after messages were committed; reconciling does the same now and then. */
export async function enqueueDeliveries({
  queues,
  deliveries,
}: Pick<JobContext, "queues" | "deliveries">): Promise<void> {
  const receivers = await deliveries.receivers();
  await queues.add(
    deliverJob,
    receivers.map((receiver) => ({ receiver })),
  );
}
