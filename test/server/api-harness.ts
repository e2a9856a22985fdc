import { onTestFinished } from "vitest";
import type { JobContext } from "../../src/service/context.js";
import type { Role } from "../../src/model/roles.js";
import type { OpendsrSigner } from "../../src/opendsr/signer.js";
import { noPolicies } from "../../src/policy/named-policies.js";
import type { Api } from "../../src/server/api.js";
import { createApi } from "../../src/server/create-api.js";
import type { Backend } from "../../src/server/backend.js";
import type { InProcess } from "../../src/contracts/in-process.js";
import { listen } from "../../src/server/http/http.js";
import type { App } from "../support/ledger.js";
import { openedAppOf } from "./opened-app.js";

export const OWNER_TOKEN = "owner-token-of-this-process";

/** The API of an app as HTTP callers meet it. */
export interface ApiHarness {
  backend: Backend;
  api: { request: (path: string, init?: RequestInit, env?: InProcess) => Promise<Response> };
  /** Every event that was emitted, as JSON lines. */
  events: string[];
  /** Makes a token and answers what its user sends. */
  token: (role: Role, expiresAt?: Date | null) => Promise<string>;
  /** Listens on a real port; answers the URL. */
  serve: () => Promise<string>;
}

export interface ApiHarnessOptions {
  /** As in the environment. */
  settings?: Record<string, string>;
  context?: JobContext;
  opendsr?: OpendsrSigner;
  /** Adds routes of the test's own. */
  routes?: (api: Api) => void;
}

let made = 0;

export function apiHarness(
  app: App,
  { settings = {}, context, opendsr, routes }: ApiHarnessOptions = {},
): ApiHarness {
  const openedApp = openedAppOf(app, settings);
  const events: string[] = [];
  openedApp.telemetry.subscribe((name, event) => events.push(JSON.stringify([name, event])));
  const backend: Backend = { app: openedApp, context, policies: noPolicies, opendsr };
  const api = createApi(backend, { ownerToken: OWNER_TOKEN });
  routes?.(api);
  return {
    backend,
    api: { request: async (path, init, env = {}) => api.request(path, init, env) },
    events,
    async token(role, expiresAt = null) {
      const owner = { name: "cli", role: "owner" } as const;
      const created = await app.tokens.create(`${role}-${++made}`, role, expiresAt, owner, new Date());
      return created.plain;
    },
    async serve() {
      const server = await listen(api, { host: "127.0.0.1", port: 0 });
      onTestFinished(() => server.close(0));
      return server.url;
    },
  };
}

export const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
export const post = (body: unknown, headers: Record<string, string> = {}): RequestInit => ({
  method: "POST",
  headers: { "content-type": "application/json", ...headers },
  body: JSON.stringify(body),
});

/** Whoever reads the whole audit log of who asked for what. */
export async function actionsOf({ actions }: App) {
  const all: string[] = [];
  for await (const { actor, role, action, result, code } of actions.all())
    all.push([actor, role, action, result, code ?? ""].join(" ").trim());
  return all;
}
