import type { JobContext } from "../context.js";
import { goOn } from "./tend.js";
import type { Actor } from "../../ledger/evidence/actor.js";
import { RequestStateError } from "../../ledger/errors.js";
import type { Request } from "../../ledger/requests/requests.js";
import { nudge } from "./create.js";

/**
 * Tries a failed request again: whoever it could not be done for, not the others.
 * @throws {RequestNotFoundError | RequestStateError}
 */
export async function retryRequest(id: string, actor: Actor, context: JobContext): Promise<Request> {
  const { state } = await context.requests.get(id);
  const retried = await goOn({ id }, "retry", context, actor.name);
  if (!retried) throw new RequestStateError(`This request can't be tried again: it is ${state}, not failed.`);
  nudge(retried, context);
  return retried;
}
