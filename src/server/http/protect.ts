import type { ActionName } from "../../model/actions.js";
import type { Context, MiddlewareHandler } from "hono";
import type { Actor } from "../../ledger/evidence/actor.js";
import { OUR_ID } from "../../model/ids.js";
import { isEnough, type ActorRole } from "../../model/roles.js";
import { roleNeeded } from "../../service/assert-role.js";
import type { ApiEnv } from "../backend.js";
import { problemOf } from "./problem.js";
import { withTraits } from "./route-traits.js";

export interface Protection {
  /** The least role that may call. */
  role: ActorRole;
  /** The call and its refusal are recorded in the audit log under it. */
  action: ActionName;
  /** Only reads: just denials are recorded. */
  reads?: boolean;
  /** What it is about, by an ID or a number of ours. Whatever else stands in its place isn't kept. */
  target?: (c: Context<ApiEnv>) => string | undefined;
  /** What it is about, by a name that somebody gave it; undefined where nothing of ours is called so. */
  targetName?: (c: Context<ApiEnv>) => Promise<string | undefined>;
}

/**
 * Lets a call through if its actor's role allows it. A changing call is in the audit log before it is done, so that
 * nothing is ever changed without a name; that it failed is recorded after.
 */
export function protect({ role, action, reads, target, targetName }: Protection): MiddlewareHandler<ApiEnv> {
  const handler: MiddlewareHandler<ApiEnv> = async (c, next) => {
    const actor = c.get("actor") as Actor | undefined;
    if (!actor) throw new Error("a protected route was reached without an actor");
    const { actions } = c.get("backend").app;
    const about = targetName ? await targetName(c) : idOf(target?.(c));
    if (!isEnough(actor.role, role)) {
      await actions.add(actor, { action, target: about, result: "denied", code: "ROLE" });
      throw roleNeeded(actor, role);
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

/** A caller can put anything into an address, and a user ID may look like a name: only what has our form is kept. */
const idOf = (target: string | undefined): string | undefined =>
  target !== undefined && OUR_ID.test(target.toLowerCase()) ? target : undefined;
