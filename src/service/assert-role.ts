import { failure } from "../base/errors.js";
import type { Actor } from "../ledger/evidence/actor.js";
import { isEnough, type ActorRole } from "../model/roles.js";

/** The failure of a call that needs at least another role. */
export const roleNeeded = ({ role: theirs }: Actor, least: ActorRole) =>
  failure(least === "owner" ? "ROLE.owner" : "ROLE", { least, theirs });

/**
 * For what only some orders of a verb need.
 * @throws {ROLE}
 */
export function assertRole(actor: Actor, least: ActorRole): void {
  if (!isEnough(actor.role, least)) throw roleNeeded(actor, least);
}
