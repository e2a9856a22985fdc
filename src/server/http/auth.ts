import { createHash, timingSafeEqual } from "node:crypto";
import type { Context, MiddlewareHandler } from "hono";
import type { ErrorKind } from "../../model/errors/index.js";
import { type ScrubjayError, failure } from "../../base/errors.js";
import { UNKNOWN } from "../../ledger/evidence/actor.js";
import type { Authentication } from "../../ledger/access/tokens.js";
import type { ApiEnv, Backend } from "../backend.js";
import type { Limits } from "./limits.js";
import { calledRoute } from "./route-traits.js";

export interface AuthOptions {
  limits: Limits;
  /** Held by whoever can read the data folder; it is the owner. */
  ownerToken: string | undefined;
  clock: () => Date;
}

const DENIALS = {
  missing: "UNAUTHENTICATED",
  unknown: "TOKEN_UNKNOWN",
  expired: "TOKEN_EXPIRED",
  revoked: "TOKEN_REVOKED",
} as const;

/**
 * Finds out who calls: somebody in this process, or whoever holds the bearer token (RFC 6750). Only routes that say
 * so are open to everybody. Failures are limited by address, so that a flood neither fills the audit log nor shuts
 * out others behind the same proxy: a valid token is let in all the time.
 */
export function authenticate(backend: Backend, options: AuthOptions): MiddlewareHandler<ApiEnv> {
  const { limits, ownerToken, clock } = options;
  const isOwner = ownerToken === undefined ? () => false : equals(ownerToken);
  const { tokens } = backend.app;
  return async (c, next) => {
    const route = calledRoute(c);
    if (c.env.actor) c.set("actor", c.env.actor);
    else if (route && !route.isOpen) {
      const plain = bearer(c.req.header("authorization"));
      if (plain === undefined) throw await refusal(c, backend, limits, "missing");
      if (isOwner(plain)) c.set("actor", { name: "cli", role: "owner" });
      else {
        const found = await tokens.authenticate(plain, clock());
        if (found.denied !== null) throw await refusal(c, backend, limits, found);
        const wait = await limits.call(found.token.id);
        if (wait !== undefined) throw tooMany("RATE_LIMITED.token", wait);
        c.set("actor", { name: found.token.name, role: found.token.role });
      }
    }
    await next();
  };
}

/** The failure to answer with; it is in the audit log then, unless there were too many. */
async function refusal(
  c: Context<ApiEnv>,
  backend: Backend,
  limits: Limits,
  found: "missing" | Exclude<Authentication, { denied: null }>,
): Promise<ScrubjayError> {
  const [reason, token] = found === "missing" ? [found, null] : [found.denied, found.token];
  const wait = await limits.failure(c.env.incoming?.socket.remoteAddress);
  if (wait !== undefined) return tooMany("TOO_MANY_FAILURES", wait);
  const action = calledRoute(c)?.action ?? "api.call";
  await backend.app.actions.add(token ?? UNKNOWN, { action, result: "denied", code: DENIALS[reason] });
  const challenge = `Bearer realm="scrubjay"${reason !== "missing" ? ', error="invalid_token"' : ""}`;
  return failure(DENIALS[reason], {}, { headers: { "WWW-Authenticate": challenge } });
}

type TooOften = "TOO_MANY_FAILURES" | (ErrorKind & `RATE_LIMITED.${string}`);

export const tooMany = (kind: TooOften, wait: number) =>
  failure(kind, { wait }, { headers: { "Retry-After": String(wait) } });

const bearer = (header: string | undefined): string | undefined =>
  /^Bearer +([\w.~+/=-]{1,512}) *$/i.exec(header ?? "")?.[1];

/** Compares in constant time, whatever the lengths. */
function equals(secret: string): (candidate: string) => boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  const expected = digest(secret);
  return (candidate) => timingSafeEqual(digest(candidate), expected);
}
