import type { Context, MiddlewareHandler } from "hono";
import { ROLES, type ActorRole, type Role } from "../ledger/actor.js";
import type { ApiEnv } from "./desk.js";
import { ApiError, problemOf } from "./problem.js";

export interface Protection {
  /** The least role that may call. */
  role: Role | "owner";
  /** Such as `requests.create`. With it, the call and its refusal are recorded in the audit log. */
  action: string;
  /** Only reads: just denials are recorded. */
  reads?: boolean;
  /** What it is about: an ID of ours, never a person's. */
  target?: (c: Context<ApiEnv>) => string | undefined;
}

const RANKS: Record<ActorRole, number> = {
  ...(Object.fromEntries(ROLES.map((r, i) => [r, i])) as Record<Role, number>),
  owner: ROLES.length,
};

/**
 * Lets a call through if its actor's role allows it. A changing call is in the audit log before it is done, so that
 * nothing is ever changed without a name; that it failed is recorded after.
 */
export function protect({ role, action, reads, target }: Protection): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    const actor = c.get("actor");
    const { actions } = c.get("desk").session;
    const about = target?.(c);
    if (RANKS[actor.role] < RANKS[role]) {
      await actions.add(actor, { action, target: about, result: "denied", code: "ROLE" });
      throw new ApiError(
        403,
        "ROLE",
        `This needs the role ${role}; the token's role is ${actor.role}.`,
        "Ask for a token of that role: scrubjay token create --role …",
      );
    }
    if (reads) return next();
    await actions.add(actor, { action, target: about, result: "allowed" });
    await next();
    if (c.error) {
      const { code } = problemOf(c.error);
      await actions.add(actor, { action, target: about, result: "refused", code });
    }
  };
}
