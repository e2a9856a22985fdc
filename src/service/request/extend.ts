import { failure } from "../../base/errors.js";
import type { JobContext } from "../context.js";
import type { Actor } from "../../ledger/evidence/actor.js";
import type { Request } from "../../ledger/requests/requests.js";
import { deadlineOf, warningsDue } from "../../requests/deadline.js";

/**
 * Moves the deadline out as far as the law allows, once: the person must be told, with the reason, before the first
 * deadline has passed (GDPR Art. 12(3)).
 * @throws {REQUEST_NOT_FOUND | REQUEST_STATE}
 */
export async function extendRequest(
  id: string,
  reason: string,
  actor: Actor,
  context: Pick<JobContext, "requests" | "db" | "clock">,
): Promise<Request> {
  const now = context.clock();
  return context.db.transaction(async (tx) => {
    const request = await context.requests.lock(tx, id);
    if (request.finishedAt) throw failure("REQUEST_STATE.ended", { state: request.state });
    if (request.extendedAt) throw failure("REQUEST_STATE.extended");
    if (now > request.deadline) throw failure("REQUEST_STATE.overdue");
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
