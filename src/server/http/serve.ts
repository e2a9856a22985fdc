import type { RouteHandler } from "@hono/zod-openapi";
import type { Context, MiddlewareHandler } from "hono";
import type { Operation } from "../../contracts/operation.js";
import type { Api } from "../api.js";
import type { ApiEnv } from "../backend.js";
import { idempotent } from "./idempotent.js";
import { protect } from "./protect.js";

interface Serving {
  /** What a call is about, by a name that somebody gave it; undefined where nothing of ours is called so. */
  targetName?: (c: Context<ApiEnv>) => Promise<string | undefined>;
  /** For operations that look at their body themselves, instead of what looks at keys of idempotency. */
  body?: MiddlewareHandler<ApiEnv>;
}

/** Makes the route of an operation: who may call it, how it is recorded, whether it can be repeated is as declared. */
export function serve<const O extends Operation>(
  api: Api,
  operation: O,
  handler: RouteHandler<O, ApiEnv>,
  { targetName, body }: Serving = {},
): void {
  const { role, action, reads, idempotent: isIdempotent, list, ...route } = operation;
  const id = reads ? undefined : /{(\w+)}/.exec(route.path)?.[1];
  const guard = protect({
    role,
    action,
    ...(reads && { reads }),
    ...(targetName ? { targetName } : id !== undefined && { target: (c) => c.req.param(id) }),
  });
  const keys = isIdempotent ? [idempotent()] : [];
  api.openapi({ ...route, middleware: [guard, ...(body ? [body] : keys)] } as unknown as O, handler);
}
