import { OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import { methodNotAllowed } from "hono/method-not-allowed";
import { secureHeaders } from "hono/secure-headers";
import type { Api } from "./api.js";
import { authenticate } from "./http/auth.js";
import { bodies } from "./http/bodies.js";
import { calls } from "./http/calls.js";
import type { ApiEnv, Backend } from "./backend.js";
import { invalidCall } from "./http/invalid.js";
import { Limits } from "./http/limits.js";
import { documentOf, fieldsOf } from "./reference/openapi.js";
import { wrapOpendsr } from "./opendsr/wrap.js";
import { Failure, failure } from "../base/errors.js";
import { PROBLEM_TYPE, problemOf } from "./http/problem.js";
import { registerReference } from "./reference/reference.js";
import { registerAccounts } from "./accounts/routes.js";
import { registerAppAnswers } from "./answers/routes.js";
import { registerAuditActions } from "./audit/actions.js";
import { registerAuditEntries } from "./audit/entries.js";
import { registerAuditLog } from "./log/routes.js";
import { registerAuditVerifications } from "./log/verifications.js";
import { registerAuditRecent } from "./audit/recent.js";
import { registerCertificates } from "./certificates/routes.js";
import { registerDeliveries } from "./deliveries/routes.js";
import { registerFields } from "./fields/routes.js";
import { registerHolds } from "./holds/routes.js";
import { registerKeys } from "./keys/routes.js";
import { registerLog } from "./log/public.js";
import { registerOpendsr } from "./opendsr/routes.js";
import { registerOverview } from "./overview/routes.js";
import { registerPolicies } from "./policies/routes.js";
import { registerQuota } from "./quota/routes.js";
import { registerRequests } from "./requests/routes.js";
import { registerRunSteps } from "./runs/steps.js";
import { registerRuns } from "./runs/routes.js";
import { registerSchedules } from "./schedules/routes.js";
import { registerService } from "./service/routes.js";
import { registerSuppression } from "./suppression/routes.js";
import { registerTokens } from "./tokens/routes.js";
import { registerWatches } from "./watches/routes.js";

export interface ApiOptions {
  /** A token that this process was started with; whoever holds it is the owner. */
  ownerToken?: string;
}

/** The whole HTTP API over one ledger. Also called in the same process, without HTTP, by the commands. */
export function createApi(backend: Backend, { ownerToken }: ApiOptions = {}): Api {
  const api: Api = new OpenAPIHono<ApiEnv>({
    defaultHook: (result) => {
      if (!result.success) throw invalidCall(result.error.issues, (name) => fields().has(name));
    },
  });
  const document = once(() => documentOf(api));
  const fields = once(() => fieldsOf(document()));
  api.onError((error, c) => errorAnswer(error, c));
  api.notFound((c) => errorAnswer(failure("NO_ROUTE"), c));

  const clock = backend.context?.clock ?? backend.app.clock;
  api.use(calls(backend.app.telemetry));
  api.use(secureHeaders(HEADERS));
  api.use(uncached);
  wrapOpendsr(api, backend.opendsr);
  api.use(methodNotAllowed({ app: api, onMethodNotAllowed: (_, allowed) => refuseMethod(allowed) }));
  api.use(async (c, next) => {
    c.set("backend", backend);
    c.set("clock", clock);
    await next();
  });
  const limits = limitsOf(backend);
  api.use(authenticate(backend, { limits, ownerToken, clock }));
  api.use(bodies);

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
    registerFields,
    registerAppAnswers,
    registerQuota,
    registerDeliveries,
    registerSuppression,
    registerWatches,
    registerSchedules,
    registerPolicies,
    registerCertificates,
  ])
    register(api);
  if (backend.app.options.config.log.isPublic) registerLog(api, limits);
  if (backend.opendsr) registerOpendsr(api, backend.opendsr);
  registerReference(api, document);
  return api;
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

function errorAnswer(error: unknown, c: Context<ApiEnv>): Response {
  c.env.onFailure?.(error);
  const problem = problemOf(error);
  const headers = error instanceof Failure ? error.headers : undefined;
  // The rest of a body that is too long isn't read: the connection can't be used for another call.
  const hangUp = problem.status === 413 ? { Connection: "close" } : undefined;
  return c.json(problem, problem.status as 500, { ...headers, ...hangUp, "Content-Type": PROBLEM_TYPE });
}

function refuseMethod(allowed: string[]): never {
  throw failure(
    "METHOD_NOT_ALLOWED",
    {},
    {
      headers: {
        Allow: allowed.join(", "),
      },
    },
  );
}

export function limitsOf({ app, context }: Backend): Limits {
  const { apiRate } = context?.settings ?? app.options.config.service;
  return new Limits({ apiRate, shared: context?.queues });
}

function once<T extends object>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}
