import { ROLES, type Actor, type Role } from "../ledger/actor.js";
import { ApiError } from "./problem.js";

/**
 * For what only some calls of a route need.
 * @throws {ApiError} 403 as `protect` does.
 */
export function assertRole({ role: theirs }: Actor, role: Role): void {
  if (theirs === "owner" || ROLES.indexOf(theirs) >= ROLES.indexOf(role)) return;
  throw new ApiError(
    403,
    "ROLE",
    `This needs the role ${role}; the token's role is ${theirs}.`,
    "Ask for a token of that role: scrubjay token create --role …",
  );
}
