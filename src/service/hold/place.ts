import { failure } from "../../base/errors.js";
import type { Actor } from "../../ledger/evidence/actor.js";
import type { Hold, NewHold } from "../../ledger/holds/holds.js";
import type { JobContext } from "../context.js";

export type HoldOrder = Omit<NewHold, "subject"> & { userId: string };

/**
 * Puts a person under a legal hold, by pseudonym only.
 * @throws {INVALID.hold} when its end isn't ahead.
 */
export async function placeHold(
  { userId, ...hold }: HoldOrder,
  actor: Actor,
  { holds, pseudonyms, clock }: Pick<JobContext, "holds" | "pseudonyms" | "clock">,
): Promise<Hold> {
  const now = clock();
  if (hold.endsAt && hold.endsAt <= now)
    throw failure("INVALID.hold", {}, { errors: [{ path: "endsAt", problem: "is over" }] });
  return holds.add({ ...hold, subject: pseudonyms.subject(userId) }, actor, now);
}
