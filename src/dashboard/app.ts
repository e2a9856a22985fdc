import { setMaxListeners } from "node:events";
import { Hono, type MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { secureHeaders } from "hono/secure-headers";
import { failure } from "../base/errors.js";
import type { Api } from "../server/api.js";
import { calls } from "../server/http/calls.js";
import type { Backend } from "../server/backend.js";
import { limitsOf } from "../server/create-api.js";
import { problemOf } from "../server/http/problem.js";
import type { Frontend } from "../server/http/frontend.js";
import { ours, signedIn, withToken } from "./access.js";
import { registerAccount } from "./account/routes.js";
import { registerAssets } from "./assets.js";
import { registerAudit } from "./audit/routes.js";
import type { PageContext, PageEnv } from "./env.js";
import { isPage } from "./pages.js";
import { registerOverview } from "./overview/routes.js";
import { Refusal } from "./page-api.js";
import { themeOf, zoneOf } from "./preferences.js";
import { Router } from "./router.js";
import { registerRuns } from "./runs/routes.js";
import { registerQueues } from "./queues/routes.js";
import { registerPolicy } from "./policy/routes.js";
import { registerRequestPages } from "./requests/routes.js";
import { registerSchedulePages } from "./schedules/routes.js";
import { registerHolds } from "./holds/routes.js";
import { registerComebacks } from "./comebacks/routes.js";
import { registerSignIn } from "./sign-in/routes.js";
import { errorPage } from "./error-page.js";

/** A thousand user IDs of 255 characters, as a form sends them. */
const MAX_FORM_BYTES = 1024 * 1024;

/** The dashboard as the service takes it. */
export const dashboard: Frontend = { isPage, open: createDashboard };

/** The dashboard: pages over the HTTP API, for people who sign in. @param ending aborts when the service is to end. */
export function createDashboard(backend: Backend, api: Api, ending: AbortSignal): Hono<PageEnv> {
  const app = new Hono<PageEnv>();
  // Every page that is kept live waits for it.
  setMaxListeners(0, ending);
  const clock = backend.context?.clock ?? backend.app.clock;
  const limits = limitsOf(backend);
  app.onError((error, c) => errorPage(c, error instanceof Refusal ? error.problem : problemOf(error)));
  app.notFound((c) => errorPage(c, problemOf(failure("NO_PAGE"))));

  app.use(async (c, next) => {
    c.set("backend", backend);
    c.set("clock", clock);
    c.set("ending", ending);
    c.set("zone", zoneOf(c));
    c.set("theme", themeOf(c));
    await next();
  });
  app.use(calls(backend.app.telemetry) as unknown as MiddlewareHandler<PageEnv>);
  app.use(secureHeaders(HEADERS));
  app.use(uncached);
  app.use(ours);
  app.use(bodyLimit({ maxSize: MAX_FORM_BYTES, onError: tooLong }));

  const router = new Router(app);
  registerAssets(router);
  registerSignIn(router, backend, limits);
  app.use(signedIn(api, limits));
  app.use(withToken);
  for (const register of [
    registerOverview,
    registerRequestPages,
    registerPolicy,
    registerSchedulePages,
    registerHolds,
    registerComebacks,
    registerRuns,
    registerAudit,
    registerQueues,
    registerAccount,
  ])
    register(router);
  return app;
}

/** Nothing but our own files, no inline script or style, no frame (CSP Level 3). */
const HEADERS = {
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'"],
    imgSrc: ["'self'"],
    fontSrc: ["'self'"],
    connectSrc: ["'self'"],
    formAction: ["'self'"],
    baseUri: ["'none'"],
    frameAncestors: ["'none'"],
  },
  xFrameOptions: "DENY",
  // Browsers name their page in Origin only where they may tell our own pages where a visitor comes from.
  referrerPolicy: "same-origin",
  // The proxy that ends TLS knows what else is on the domain.
  strictTransportSecurity: false,
  // A certificate's page brings its own policy.
  overwrite: false,
};

/** Pages are about erasures and about who is signed in: not for caches, and not for the back button after a sign-out. */
async function uncached(c: PageContext, next: () => Promise<void>): Promise<void> {
  await next();
  if (!c.res.headers.has("Cache-Control")) c.header("Cache-Control", "no-store");
}

function tooLong(): never {
  throw failure("BODY_TOO_LARGE.form");
}
