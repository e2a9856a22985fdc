import { OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import { methodNotAllowed } from "hono/method-not-allowed";
import { secureHeaders } from "hono/secure-headers";
import type { Api } from "./api.js";
import { authenticate } from "./auth.js";
import { bodies } from "./bodies.js";
import { calls } from "./calls.js";
import type { ApiEnv, Desk } from "./desk.js";
import { invalidCall } from "./invalid.js";
import { Limits } from "./limits.js";
import { documentOf, fieldsOf } from "./openapi.js";
import { frameOpendsr } from "./opendsr/frame.js";
import { ApiError, PROBLEM_TYPE, problemOf } from "./problem.js";
import { registerReference } from "./reference.js";
import { registerAccounts } from "./routes/accounts.js";
import { registerAuditActions } from "./routes/audit-actions.js";
import { registerAuditEntries } from "./routes/audit-entries.js";
import { registerAuditLog } from "./routes/audit-log.js";
import { registerAuditVerifications } from "./routes/audit-verifications.js";
import { registerAuditRecent } from "./routes/audit-recent.js";
import { registerCertificates } from "./routes/certificates.js";
import { registerDeliveries } from "./routes/deliveries.js";
import { registerHolds } from "./routes/holds.js";
import { registerKeys } from "./routes/keys.js";
import { registerLog } from "./routes/log.js";
import { registerOpendsr } from "./routes/opendsr.js";
import { registerOverview } from "./routes/overview.js";
import { registerPolicies } from "./routes/policies.js";
import { registerQuota } from "./routes/quota.js";
import { registerRequests } from "./routes/requests.js";
import { registerRunSteps } from "./routes/run-steps.js";
import { registerRuns } from "./routes/runs.js";
import { registerSchedules } from "./routes/schedules.js";
import { registerService } from "./routes/service.js";
import { registerSuppression } from "./routes/suppression.js";
import { registerTokens } from "./routes/tokens.js";
import { registerWatches } from "./routes/watches.js";

export interface AppOptions {
  /** A token that this process was started with; whoever holds it is the owner. */
  ownerToken?: string;
}

/** The whole HTTP API over one ledger. Also called in the same process, without HTTP, by the commands. */
export function createApp(desk: Desk, { ownerToken }: AppOptions = {}): Api {
  const app: Api = new OpenAPIHono<ApiEnv>({
    defaultHook: (result) => {
      if (!result.success) throw invalidCall(result.error.issues, (name) => fields().has(name));
    },
  });
  const document = once(() => documentOf(app));
  const fields = once(() => fieldsOf(document()));
  app.onError((error, c) => tell(error, c));
  app.notFound((c) =>
    tell(new ApiError(404, "NO_ROUTE", "There is nothing at this address.", "See /v1/docs."), c),
  );

  const clock = desk.context?.clock ?? desk.session.clock;
  app.use(calls(desk.session.telemetry));
  app.use(secureHeaders(HEADERS));
  app.use(uncached);
  frameOpendsr(app, desk.opendsr);
  app.use(methodNotAllowed({ app, onMethodNotAllowed: (_, allowed) => refuseMethod(allowed) }));
  app.use(async (c, next) => {
    c.set("desk", desk);
    c.set("clock", clock);
    await next();
  });
  const limits = limitsOf(desk);
  app.use(authenticate(desk, { limits, ownerToken, clock }));
  app.use(bodies);

  for (const register of [
    registerRequests,
    registerHolds,
    registerRuns,
    registerRunSteps,
    registerAuditActions,
    registerTokens,
    registerAccounts,
    registerKeys,
    registerAuditEntries,
    registerAuditRecent,
    registerAuditLog,
    registerAuditVerifications,
    registerService,
    registerOverview,
    registerQuota,
    registerDeliveries,
    registerSuppression,
    registerWatches,
    registerSchedules,
    registerPolicies,
    registerCertificates,
  ])
    register(app);
  if (desk.session.options.config.log.isPublic) registerLog(app, limits);
  if (desk.opendsr) registerOpendsr(app, desk.opendsr);
  registerReference(app, document);
  return app;
}

/** Pages and scripts have no place in an answer of the API; the reference page sets its own policy. */
const HEADERS = {
  contentSecurityPolicy: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
  xFrameOptions: "DENY",
  // The proxy that ends TLS knows what else is on the domain.
  strictTransportSecurity: false,
  overwrite: false,
};

/** Answers are about erasures and not for caches. */
async function uncached(c: Context, next: () => Promise<void>): Promise<void> {
  await next();
  if (!c.res.headers.has("Cache-Control")) c.header("Cache-Control", "no-store");
}

function tell(error: unknown, c: Context<ApiEnv>): Response {
  c.env.onFailure?.(error);
  const problem = problemOf(error);
  const headers = error instanceof ApiError ? error.headers : undefined;
  // The rest of a body that is too long isn't read: the connection can't be used for another call.
  const hangUp = problem.status === 413 ? { Connection: "close" } : undefined;
  return c.json(problem, problem.status as 500, { ...headers, ...hangUp, "Content-Type": PROBLEM_TYPE });
}

function refuseMethod(allowed: string[]): never {
  throw new ApiError(
    405,
    "METHOD_NOT_ALLOWED",
    "This address doesn't take that method.",
    undefined,
    undefined,
    {
      Allow: allowed.join(", "),
    },
  );
}

export function limitsOf({ session, context }: Desk): Limits {
  const { apiRate } = context?.settings ?? session.options.config.service;
  return new Limits({ apiRate, shared: context?.queues });
}

function once<T extends object>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}
