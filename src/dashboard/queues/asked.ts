import type { Queues } from "../../queue/queues.js";
import { within } from "../../base/within.js";
import { ApiError } from "../../server/http/problem.js";
import type { PageContext } from "../env.js";

/** BullMQ waits for a Redis that is away; a page doesn't. */
const WITHIN_MS = 10_000;

/** Asks the queues. @throws {ApiError} 404 where nobody works, 503 while Redis is away. */
export async function asked<Found>(c: PageContext, ask: (queues: Queues) => Promise<Found>): Promise<Found> {
  const queues = c.get("desk").context?.queues;
  if (!queues) throw new ApiError(404, "NO_PAGE", "There are no queues here.");
  // A command that is given now would be carried out whenever Redis is back.
  if (queues.redis.status !== "ready") throw redisAway();
  return within(WITHIN_MS, ask(queues), () => {
    throw redisAway();
  });
}

const redisAway = () =>
  new ApiError(503, "REDIS_AWAY", "Redis is away. Nothing is lost: the ledger has what is to be done.");
