import type { Queues } from "../../queue/queues.js";
import { failure } from "../../base/errors.js";
import { within } from "../../base/within.js";
import type { PageContext } from "../env.js";

/** BullMQ waits for a Redis that is away; a page doesn't. */
const WITHIN_MS = 10_000;

/** Asks the queues. @throws 404 where nobody works, 503 while Redis is away. */
export async function asked<Found>(c: PageContext, ask: (queues: Queues) => Promise<Found>): Promise<Found> {
  const queues = c.get("backend").context?.queues;
  if (!queues) throw failure("NO_PAGE.queues");
  // A command that is given now would be carried out whenever Redis is back.
  if (queues.redis.status !== "ready") throw failure("REDIS_AWAY.queues");
  return within(WITHIN_MS, ask(queues), () => {
    throw failure("REDIS_AWAY.queues");
  });
}
