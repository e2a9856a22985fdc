import type { Actor } from "../../ledger/evidence/actor.js";
import { isEnough, type ActorRole } from "../../model/roles.js";
import { ApiError } from "./problem.js";

/** The failure of a call that needs at least another role. */
export const roleNeeded = ({ role: theirs }: Actor, least: ActorRole): ApiError =>
  new ApiError(
    403,
    "ROLE",
    `This needs the role ${least}; the token's role is ${theirs}.`,
    least === "owner"
      ? "Only the command line where the ledger's key is has it; no token does."
      : "Ask for a token of that role: scrubjay token create --role …",
  );

/**
 * For what only some calls of a route need.
 * @throws {ApiError} 403 as `protect` does.
 */
export function assertRole(actor: Actor, least: ActorRole): void {
  if (!isEnough(actor.role, least)) throw roleNeeded(actor, least);
}
