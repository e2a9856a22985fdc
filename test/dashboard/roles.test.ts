import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { ROLES, type Role } from "../../src/model/roles.js";
import { ROWS } from "../../src/dashboard/pages.js";
import { createApi } from "../../src/server/create-api.js";
import { describePostgres } from "../support/ledger.js";
import { bearer, apiHarness } from "../server/api-harness.js";
import { API_ROLES, PAGE_ROLES, type Least } from "./roles.js";
import { dashboardHarness } from "./dashboard-harness.js";

const below = (least: Least): Role[] =>
  least === "anyone" ? [] : least === "owner" ? [...ROLES] : ROLES.slice(0, ROLES.indexOf(least));
const from = (least: Least): Role[] =>
  least === "owner" ? [] : least === "anyone" ? [...ROLES] : ROLES.slice(ROLES.indexOf(least));

/** Something of the right form in place of each parameter. */
const addressOf = (path: string): string =>
  path
    .replaceAll(/\{(\w+)\}/g, ":$1")
    .replaceAll(":id", randomUUID())
    .replaceAll(":name", "nightly")
    .replaceAll(/:\w+(?:\{[^}]*\})?/g, "1");

/** Routes, without what is asked before each of them. */
const routesOf = (routes: { method: string; path: string }[]): string[] => [
  ...new Set(routes.filter(({ method }) => method !== "ALL").map(({ method, path }) => `${method} ${path}`)),
];

describePostgres("roles", (on) => {
  it("are written down for every route of the API and of the dashboard", () => {
    const dashboard = dashboardHarness(on.app());
    const api = routesOf(createApi(dashboard.backend).routes).map((route) =>
      route.replaceAll(/:(\w+)(\{[^}]*\})?/g, "{$1}"),
    );
    expect([...new Set(api)].sort()).toEqual(Object.keys(API_ROLES).sort());
    expect(routesOf(dashboard.pages.routes).sort()).toEqual(Object.keys(PAGE_ROLES).sort());
  });

  it("are the same in the table of pages, which has every route that there is", () => {
    const rows = ROWS.flatMap(({ address, methods, role }) =>
      methods.map((method) => [`${method} ${address}`, role]),
    );
    expect(Object.fromEntries(rows)).toEqual(PAGE_ROLES);
  });

  it("shut out of the API whoever has a lesser one or none, on every route, and open to whoever has it", async () => {
    const { api, token } = apiHarness(on.app(), { settings: { SCRUBJAY_API_RATE: "100000" } });
    const tokens = new Map<Role, string>();
    for (const role of ROLES) tokens.set(role, await token(role));
    const call = async (route: string, authorization?: Record<string, string>) => {
      const [method = "", path = ""] = route.split(" ");
      const body = method === "POST" ? { body: "{}" } : {};
      const headers = { "content-type": "application/json", ...authorization };
      return api.request(addressOf(path), { method, headers, ...body });
    };
    for (const [route, least] of Object.entries(API_ROLES)) {
      const none = await call(route);
      if (least === "anyone") expect(none.status, `${route}, anyone`).not.toBe(401);
      // After twenty failures a minute an address isn't even answered so.
      else expect([401, 429], `${route}, anyone`).toContain(none.status);
      for (const role of below(least)) {
        const answer = await call(route, bearer(tokens.get(role) ?? ""));
        expect(answer.status, `${route}, ${role}`).toBe(403);
        expect(await answer.json()).toMatchObject({ code: "ROLE" });
      }
      for (const role of from(least)) {
        const { status } = await call(route, bearer(tokens.get(role) ?? ""));
        expect([401, 403], `${route}, ${role}`).not.toContain(status);
      }
    }
  });

  it("shut out of the pages whoever has a lesser one or none, on every route, and open to whoever has it", async () => {
    const dashboard = dashboardHarness(on.app(), { settings: { SCRUBJAY_API_RATE: "100000" } });
    for (const [route, least] of Object.entries(PAGE_ROLES)) {
      const [method = "", path = ""] = route.split(" ");
      const address = addressOf(path);
      const headers = { "Sec-Fetch-Site": "same-origin" };
      const none = await dashboard.request(address, { method, headers });
      if (least !== "anyone") {
        const isTurnedAway = none.status === 401 || none.headers.get("location")?.startsWith("/sign-in");
        expect(isTurnedAway, `${route}, anyone: ${none.status}`).toBe(true);
      }
      for (const role of [...below(least), ...from(least)]) {
        const visitor = await dashboard.visitor(role);
        const answer = method === "GET" ? await visitor.get(address) : await visitor.post(address);
        await answer.body?.cancel();
        const isShutOut = answer.status === 403;
        expect(isShutOut, `${route}, ${role}: ${answer.status}`).toBe(below(least).includes(role));
      }
    }
  });
});
