import type { Context, MiddlewareHandler } from "hono";
import { ROLES, type Actor, type ActorRole, type Role } from "../ledger/actor.js";
import type { ApiEnv } from "./desk.js";
import { ApiError, problemOf } from "./problem.js";
import { withTraits } from "./route-traits.js";

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
  const handler: MiddlewareHandler<ApiEnv> = async (c, next) => {
    const actor = c.get("actor") as Actor | undefined;
    if (!actor) throw new Error("a protected route was reached without an actor");
    const { actions } = c.get("desk").session;
    const about = targetOf(target?.(c));
    if (RANKS[actor.role] < RANKS[role]) {
      await actions.add(actor, { action, target: about, result: "denied", code: "ROLE" });
      throw new ApiError(
        403,
        "ROLE",
        `This needs the role ${role}; the token's role is ${actor.role}.`,
        role === "owner"
          ? "Only the command line where the ledger's key is has it; no token does."
          : "Ask for a token of that role: scrubjay token create --role …",
      );
    }
    if (reads) return next();
    await actions.add(actor, { action, target: about, result: "allowed" });
    await next();
    if (c.res.status >= 400) {
      const code = c.error ? problemOf(c.error).code : `HTTP_${c.res.status}`;
      await actions.add(actor, { action, target: about, result: "refused", code });
    }
  };
  return withTraits(handler, { role, action });
}

/** IDs of ours are short and plain: whatever else a caller puts into an address isn't one, and is not kept. */
const targetOf = (target: string | undefined): string | undefined =>
  target !== undefined && /^[\w.-]{1,64}$/.test(target) ? target : undefined;
