import { failure } from "../../base/errors.js";
import type { JobContext } from "../context.js";
import { takeStep, type ResumeContext } from "./maintain.js";
import type { Actor } from "../../ledger/evidence/actor.js";
import type { Request } from "../../ledger/requests/requests.js";
import { enqueueStart } from "./create.js";

/**
 * Tries a failed request again: whoever it could not be done for, not the others.
 * @throws {REQUEST_NOT_FOUND | REQUEST_STATE}
 */
export async function retryRequest(
  id: string,
  actor: Actor,
  context: ResumeContext & Pick<JobContext, "queues">,
): Promise<Request> {
  const { state } = await context.requests.get(id);
  const retried = await takeStep({ id }, "retry", context, actor.name);
  if (!retried) throw failure("REQUEST_STATE.retry", { state });
  enqueueStart(retried, context);
  return retried;
}
