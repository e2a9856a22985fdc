import type { Actor } from "../../ledger/evidence/actor.js";
import type { Hold } from "../../ledger/holds/holds.js";
import type { JobContext } from "../context.js";

/**
 * A person has looked at the ID of a hold, and it is meant as it is.
 * @throws {HOLD_NOT_FOUND | HOLD_STATE} when there is nothing to confirm.
 */
export const confirmHold = (
  id: string,
  actor: Actor,
  { holds, clock }: Pick<JobContext, "holds" | "clock">,
): Promise<Hold> => holds.confirm(id, actor, clock());
