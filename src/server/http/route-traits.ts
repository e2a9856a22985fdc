import type { ActionName } from "../../model/actions.js";
import type { Context, Env, MiddlewareHandler } from "hono";
import { matchedRoutes } from "hono/route";
import type { ActorRole } from "../../model/roles.js";

/** What a route says about itself through its middleware; read before it runs, and for the document. */
export interface RouteTraits {
  /** The least role that may call. */
  role?: ActorRole;
  /** Its name in the audit log. */
  action?: ActionName;
  /** Anybody may call, without a token. */
  isOpen?: true;
  /** Takes an `Idempotency-Key`. */
  isIdempotent?: true;
  /** Looks at its body itself, of whatever length and type. */
  isStreamed?: true;
}

const traits = new WeakMap<object, RouteTraits>();

export function withTraits<M extends object>(handler: M, its: RouteTraits): M {
  traits.set(handler, its);
  return handler;
}

/** What all of these handlers say together. */
export const traitsOf = (handlers: object[]): RouteTraits =>
  Object.assign({}, ...handlers.map((handler) => traits.get(handler))) as RouteTraits;

/** Of the route that a call goes to; undefined where there is none. */
export function calledRoute<E extends Env>(c: Context<E>): (RouteTraits & { path: string }) | undefined {
  const routes = matchedRoutes(c).filter(({ method }) => method !== "ALL");
  const [first] = routes;
  return first && { ...traitsOf(routes.map(({ handler }) => handler)), path: first.path };
}

/** Marks a route that anybody may call, without a token. */
export const open: MiddlewareHandler = withTraits(async (_, next) => next(), { isOpen: true });
