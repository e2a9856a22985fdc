import type { MiddlewareHandler } from "hono";
import { failure } from "../base/errors.js";
import type { Session } from "../ledger/access/sessions.js";
import type { Api } from "../server/api.js";
import { tooMany } from "../server/http/auth.js";
import type { Limits } from "../server/http/limits.js";
import { SessionCookie, sessionLimits } from "./cookie.js";
import { csrfToken, isCsrfToken } from "./csrf.js";
import type { PageContext, PageEnv } from "./env.js";
import { localPath } from "./local-path.js";
import { isPage } from "./pages.js";
import { pageApi } from "./page-api.js";
import { isSameOrigin } from "./same-origin.js";

/** Open pages ask here by themselves: that is no sign of a person. */
const isUnattended = ({ req: { method, path } }: PageContext): boolean =>
  method === "GET" && path.startsWith("/live/");

/** Lets whoever is signed in to the pages, as that actor; sends everybody else to the sign-in, and then back. */
export function signedIn(api: Api, limits: Limits): MiddlewareHandler<PageEnv> {
  return async (c, next) => {
    const found = await sessionOf(c);
    if (!found) return isPage(c.req.path) ? turnedAway(c) : c.notFound();
    const { session, cookie } = found;
    if (!isUnattended(c)) {
      const wait = await limits.call(session.hash);
      if (wait !== undefined) throw tooMany("RATE_LIMITED.pages", wait);
      await c.get("backend").app.sessions.touch(session.hash, c.get("clock")());
    }
    const { actor } = session;
    c.set("visitor", { actor, session, csrf: csrfToken(cookie) });
    c.set("actor", actor);
    c.set("api", pageApi(api, actor, c.req.raw.signal));
    await next();
  };
}

/** The session of the call's cookie, if it lives. */
export async function sessionOf(c: PageContext): Promise<{ session: Session; cookie: string } | undefined> {
  const backend = c.get("backend");
  const cookie = new SessionCookie(backend).read(c);
  if (cookie === undefined) return undefined;
  const session = await backend.app.sessions.find(cookie, c.get("clock")(), sessionLimits(backend));
  return session && { session, cookie };
}

/** Refuses what another site makes a browser send: it must come from a page of ours. @throws 403 */
export const ours: MiddlewareHandler<PageEnv> = async (c, next) => {
  if (c.req.method !== "GET" && c.req.method !== "HEAD" && !isSameOrigin(c)) throw failure("FOREIGN_FORM");
  await next();
};

/** Refuses a form without the token of its session; a second line behind `ours`. @throws 403 */
export const withToken: MiddlewareHandler<PageEnv> = async (c, next) => {
  if (c.req.method === "POST") {
    const { csrf } = await c.req.parseBody();
    if (!isCsrfToken(csrf, c.get("visitor").csrf)) throw failure("FOREIGN_FORM");
  }
  await next();
};

function turnedAway(c: PageContext): Response {
  new SessionCookie(c.get("backend")).clear(c);
  if (isUnattended(c)) return c.body(null, 401);
  const to = c.req.method === "GET" ? localPath(c.req.path) : "/";
  return c.redirect(to === "/" ? "/sign-in" : `/sign-in?to=${encodeURIComponent(to)}`, 303);
}
