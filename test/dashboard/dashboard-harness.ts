import type { Hono } from "hono";
import { createDashboard } from "../../src/dashboard/app.js";
import { csrfToken } from "../../src/dashboard/csrf.js";
import type { PageEnv } from "../../src/dashboard/env.js";
import type { Role } from "../../src/model/roles.js";
import { createApi } from "../../src/server/create-api.js";
import { apiHarness, type ApiHarness, type ApiHarnessOptions } from "../server/api-harness.js";
import type { App } from "../support/ledger.js";

const OURS = { "Sec-Fetch-Site": "same-origin", Host: "dashboard.example" };

/** Somebody at a browser, without the browser. */
export interface Visitor {
  name: string;
  /** The value of the session's cookie. */
  cookie: string;
  get: (path: string, headers?: Record<string, string>) => Promise<Response>;
  /** The page's text. */
  page: (path: string) => Promise<string>;
  /** Sends a form of ours. */
  post: (
    path: string,
    fields?: Record<string, string>,
    headers?: Record<string, string>,
  ) => Promise<Response>;
}

/** The dashboard over an app's ledger. */
export interface DashboardHarness extends Pick<ApiHarness, "backend" | "events" | "api"> {
  pages: Hono<PageEnv>;
  /** Anybody, with these headers. */
  request: (path: string, init?: RequestInit) => Promise<Response>;
  /** Signs an account of that role in. */
  visitor: (role: Role, name?: string) => Promise<Visitor>;
}

let made = 0;

export function dashboardHarness(app: App, options: ApiHarnessOptions = {}): DashboardHarness {
  const { backend, events, api } = apiHarness(app, options);
  const pages = createDashboard(backend, createApi(backend), new AbortController().signal);
  const request = async (path: string, init?: RequestInit) => pages.request(path, init, {});
  return {
    backend,
    events,
    api,
    pages,
    request,
    async visitor(role, name = `${role}-${++made}`) {
      const now = backend.context?.clock() ?? new Date();
      const owner = { name: "cli", role: "owner" } as const;
      const { id } = await app.accounts.create({ name, role }, owner, now);
      return visitorWith(await app.sessions.begin({ accountId: id }, now), name, request);
    },
  };
}

export function visitorWith(cookie: string, name: string, request: DashboardHarness["request"]): Visitor {
  const Cookie = `scrubjay=${cookie}`;
  const get: Visitor["get"] = (path, headers = {}) =>
    request(path, { headers: { ...OURS, Cookie, ...headers } });
  return {
    name,
    cookie,
    get,
    page: async (path) => (await get(path)).text(),
    post: (path, fields = {}, headers = {}) =>
      request(path, {
        method: "POST",
        headers: { ...OURS, Cookie, "Content-Type": "application/x-www-form-urlencoded", ...headers },
        body: new URLSearchParams({ csrf: csrfToken(cookie), ...fields }).toString(),
      }),
  };
}
