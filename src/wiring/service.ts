import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { syncSchedules } from "../service/schedule/sync.js";
import { readClaim } from "../embedded/claim.js";
import { startEvidenceLoop } from "./evidence-loop.js";
import { startScheduleLoop } from "./schedule-loop.js";
import { openMetrics } from "./metrics.js";
import { openPolicyFolder } from "./policy-folder.js";
import { isReady } from "./readiness.js";
import { removeServiceFile, writeServiceFile } from "./service-file.js";
import type { Runtime } from "./runtime.js";
import { createApi } from "../server/create-api.js";
import { healthRoutes } from "../server/http/health.js";
import { listen, type ListenOptions } from "../server/http/http.js";
import { isForFront, type Frontend } from "../server/http/frontend.js";

export interface Service {
  url: string;
  /** Takes no more calls, and lets those that run finish. Idempotent. */
  close: () => Promise<void>;
}

export interface ServiceOptions extends ListenOptions {
  frontend: Frontend;
  /** Aborts when the service is to end: from then on it isn't ready any more. */
  signal: AbortSignal;
}

/** Calls that run when the service ends may finish for this long. */
const GRACE_MS = 10_000;
const OWNER_TOKEN_BYTES = 32;
const HEALTH = new Set(["/healthz", "/readyz", "/metrics"]);
const ANYWHERE = new Set(["0.0.0.0", "::"]);

/**
 * Serves the HTTP API of an app, its health and its metrics, and keeps the schedules like the policy files. Ends
 * with the app, or sooner.
 * @throws {POLICIES_INVALID}, and the system's error when the address can't be had.
 */
export async function openService(runtime: Runtime, options: ServiceOptions): Promise<Service> {
  const { context, signer, cleanup, telemetry } = runtime;
  const registry = openMetrics(runtime);
  const { policies: folder, erasurePolicy } = context.settings;
  const policies = await openPolicyFolder({
    folder,
    erasurePolicy,
    telemetry,
    onChange: (files) => syncSchedules(files, context),
  });
  cleanup.add(() => policies.close());
  cleanup.add(startScheduleLoop(context));
  cleanup.add(startEvidenceLoop(runtime.options.config, context));
  const ownerToken = randomBytes(OWNER_TOKEN_BYTES).toString("base64url");
  const isEmbedded = runtime.options.config.databaseUrl === undefined;
  const backend = { app: runtime, context, policies, opendsr: signer };
  const api = createApi(backend, isEmbedded ? { ownerToken } : {});
  const ready = async () => !options.signal.aborted && (await isReady(runtime));
  const health = healthRoutes({ registry, ready });
  const pages = options.frontend.open(backend, api, options.signal);
  const server = await listen(
    {
      fetch: (request, env) => {
        const { pathname } = new URL(request.url);
        const answerer = HEALTH.has(pathname) ? health : isForFront(options.frontend, request) ? pages : api;
        return answerer.fetch(request, env);
      },
    },
    options,
  );
  const close = async () => {
    if (isEmbedded) await removeServiceFile(runtime.options.config.dataDir);
    await server.close(GRACE_MS);
  };
  cleanup.add(close);
  if (isEmbedded) await announce(runtime, server.url, options.host, ownerToken);
  return { url: server.url, close };
}

/** Tells commands on this machine where the service is that has the data folder they want. */
async function announce(
  { options: { config } }: Runtime,
  listensAt: string,
  host: string,
  token: string,
): Promise<void> {
  const { dataDir } = config;
  const holder = await readClaim(join(dataDir, "holder.json"));
  if (!holder) throw new Error("the data folder of an open ledger has no holder");
  const url = new URL(listensAt);
  if (ANYWHERE.has(host)) url.hostname = "127.0.0.1";
  await writeServiceFile(dataDir, { url: url.origin, token, holder: holder.id });
}
