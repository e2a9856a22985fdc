import type { JobContext } from "../context.js";
import type { Actor } from "../../ledger/evidence/actor.js";
import { RequestStateError } from "../../ledger/errors.js";
import type { Request } from "../../ledger/requests/requests.js";
import { deadlineOf, warningsDue } from "../../requests/deadline.js";

/**
 * Moves the deadline out as far as the law allows, once: the person must be told, with the reason, before the first
 * deadline has passed (GDPR Art. 12(3)).
 * @throws {RequestNotFoundError | RequestStateError}
 */
export async function extendRequest(
  id: string,
  reason: string,
  actor: Actor,
  context: JobContext,
): Promise<Request> {
  const now = context.clock();
  return context.db.transaction(async (tx) => {
    const request = await context.requests.lock(tx, id);
    const why = request.finishedAt
      ? `it is ${request.state}`
      : request.extendedAt
        ? "it was extended before, and the law allows it once"
        : now > request.deadline
          ? "its deadline has passed; the person had to be told before"
          : null;
    if (why) throw new RequestStateError(`The deadline of this request can't be extended: ${why}.`);
    const deadline = deadlineOf(request.regulation, request.receivedAt, true);
    const change = {
      deadline,
      extendedAt: now,
      extensionReason: reason,
      warnings: warningsDue(deadline, now),
    };
    return context.requests.amend(tx, id, change, { at: now, state: "extended", actor: actor.name });
  });
}
