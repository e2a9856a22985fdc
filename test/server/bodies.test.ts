import { expect, test } from "vitest";
import type { Problem } from "../../src/contracts/problem.js";
import { countOf, describePostgres } from "../support/ledger.js";
import { bearer, OWNER_TOKEN, post, apiHarness } from "./api-harness.js";

const OWNER = bearer(OWNER_TOKEN);
const MIB = 1024 * 1024;

describePostgres("what is sent", (on) => {
  const sent = async (body: string | Uint8Array, type: string | null = "application/json") => {
    const { api } = apiHarness(on.app());
    const headers = { ...OWNER, ...(type && { "content-type": type }) };
    const answer = await api.request("/v1/tokens", { method: "POST", headers, body });
    const text = await answer.text();
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    expect(text).not.toContain("canary");
    return JSON.parse(text) as Problem;
  };

  test("must be JSON, of at most 1 MiB", async () => {
    const form = "application/x-www-form-urlencoded";
    expect(await sent("name=canary", form)).toMatchObject({ status: 415, code: "UNSUPPORTED_MEDIA_TYPE" });
    expect(await sent("canary", "text/plain")).toMatchObject({ status: 415 });
    expect(await sent('{"name": canary}')).toMatchObject({ status: 400, code: "MALFORMED" });
    expect(await sent(new Uint8Array([0x22, 0xff, 0x22]))).toMatchObject({ status: 400, code: "MALFORMED" });
    expect(await sent(`"${"x".repeat(MIB)}"`)).toMatchObject({ status: 413, code: "BODY_TOO_LARGE" });
    expect(await sent("[".repeat(MIB - 1))).toMatchObject({ status: 400 });
    expect(await sent("[".repeat(MIB / 2) + "]".repeat(MIB / 2))).toMatchObject({ status: 422 });
    expect(await sent("")).toMatchObject({ status: 400 });
  });

  test("may hold only known fields of the right types, and no field comes back", async () => {
    const wrong = { name: 7, role: "canary", "canary@example.com": 1 };
    const { errors, ...problem } = await sent(
      JSON.stringify(wrong).replace("}", ',"__proto__":{"canary":1}}'),
    );
    expect(problem).toMatchObject({ status: 422, code: "INVALID" });
    expect(errors).toEqual([
      { path: "name", problem: expect.stringContaining("expected string") as string },
      { path: "role", problem: expect.stringContaining("viewer") as string },
      { path: "", problem: "has 2 fields that the API doesn't know" },
    ]);
  });

  test("may hold no text that can't be stored", async () => {
    for (const name of ["\\u0000", "\\ud800", "a\\udc00b"]) {
      expect(await sent(`{"name":"${name}","role":"viewer"}`)).toMatchObject({
        status: 422,
        code: "INVALID",
      });
      expect(await sent(`{"${name}":1}`)).toMatchObject({ status: 422 });
    }
    const { api } = apiHarness(on.app());
    for (const path of ["/v1/tokens/%00/revoke", "/v1/tokens/a%2500/revoke", "/v1/tokens/%ff/revoke"])
      expect([404, 422]).toContain((await api.request(path, { method: "POST", headers: OWNER })).status);
    expect((await api.request("/v1/audit/actions?cursor=%00", { headers: OWNER })).status).toBe(422);
  });

  test("is measured before anybody reads it, and read only when the caller may send it", async () => {
    const app = on.app();
    const { api, token } = apiHarness(app);
    const viewer = bearer(await token("viewer"));
    const body = "x".repeat(2 * MIB);
    expect((await api.request("/v1/tokens", { method: "POST", body, headers: viewer })).status).toBe(413);
    expect((await api.request("/v1/tokens", { method: "POST", body })).status).toBe(401);
    expect((await api.request("/v1/tokens", post({}, viewer))).status).toBe(403);
    expect(await countOf(app, "tokens", `app_id = '${app.appId}' and role <> 'viewer'`)).toBe(0);
  });
});

describePostgres("where it is sent", (on) => {
  test("an unknown address and a wrong method are told as problems", async () => {
    const { api } = apiHarness(on.app());
    const lost = await api.request("/v1/canary?canary", { headers: OWNER });
    expect(lost.status).toBe(404);
    const text = await lost.text();
    expect(JSON.parse(text)).toMatchObject({ code: "NO_ROUTE", type: "urn:scrubjay:problem:NO_ROUTE" });
    expect(text).not.toContain("canary");
    const wrong = await api.request("/v1/tokens", { method: "DELETE", headers: OWNER });
    expect([wrong.status, wrong.headers.get("allow")?.split(", ").sort()]).toEqual([
      405,
      ["GET", "HEAD", "POST"],
    ]);
    expect(await wrong.json()).toMatchObject({ code: "METHOD_NOT_ALLOWED" });
    const head = await api.request("/v1/tokens", { method: "HEAD", headers: OWNER });
    expect([head.status, await head.text()]).toEqual([200, ""]);
  });

  test("every answer has an ID of its own that the log knows, and headers that keep it to itself", async () => {
    const { api, events } = apiHarness(on.app());
    const answers = [
      await api.request("/v1/tokens", { headers: { ...OWNER, "x-request-id": "canary" } }),
      await api.request("/v1/tokens"),
      await api.request("/v1/nowhere-canary"),
      await api.request("/v1/docs"),
    ];
    const ids = answers.map(({ headers }) => headers.get("x-request-id"));
    expect(new Set(ids).size).toBe(4);
    for (const { headers } of answers) {
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("referrer-policy")).toBe("no-referrer");
      expect(headers.get("content-security-policy")).toContain("default-src 'none'");
      expect(headers.get("cache-control")).toBe("no-store");
    }
    const called = events.map(
      (line) => JSON.parse(line) as [string, { id: string; route: string; status: number; actor: string }],
    );
    expect(called.map(([name, { id, route, status, actor }]) => [name, id, route, status, actor])).toEqual([
      ["api.called", ids[0], "/v1/tokens", 200, "cli"],
      ["api.called", ids[1], "/v1/tokens", 401, "unknown"],
      ["api.called", ids[2], "unknown", 404, "unknown"],
      ["api.called", ids[3], "/v1/docs", 200, "unknown"],
    ]);
    expect(events.join()).not.toContain("canary");
  });

  test("what fails unexpectedly is an answer of 500 with a code, and nothing else gets out", async () => {
    const { api, events } = apiHarness(on.app(), {
      routes: (app) =>
        void app.get("/v1/broken", () => {
          throw Object.assign(new Error("canary"), { code: "EBROKEN" });
        }),
    });
    const answer = await api.request("/v1/broken", { headers: OWNER });
    expect(answer.status).toBe(500);
    const text = await answer.text();
    expect(JSON.parse(text)).toMatchObject({ code: "EBROKEN", title: "Internal error" });
    expect(events.find((line) => line.includes("api.failed"))).toContain(`"code":"EBROKEN"`);
    expect(text + events.join()).not.toContain("canary");
  });
});
