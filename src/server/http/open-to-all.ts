import type { MiddlewareHandler } from "hono";
import { tooMany } from "./auth.js";
import type { ApiEnv } from "../backend.js";
import type { Limits } from "./limits.js";
import { withTraits } from "./route-traits.js";

/** Marks a route that anybody may call without a token, so often a minute from one address. */
export function openToAll(limits: Limits): MiddlewareHandler<ApiEnv> {
  const handler: MiddlewareHandler<ApiEnv> = async (c, next) => {
    const wait = await limits.visit(c.env.incoming?.socket.remoteAddress);
    if (wait !== undefined) throw tooMany("RATE_LIMITED.address", wait);
    await next();
  };
  return withTraits(handler, { isOpen: true });
}
