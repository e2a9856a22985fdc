import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { noPolicies } from "../../src/policy/named-policies.js";
import type { Problem } from "../../src/contracts/problem.js";
import type { RequestView } from "../../src/contracts/requests.js";
import { policy, appHarness, type AppHarness, type AppHarnessOptions } from "../jobs/app-harness.js";
import { countOf, describePostgres } from "../support/ledger.js";
import { apiCaller } from "./api-caller.js";

const DAY = 24 * 60 * 60_000;

describePostgres("an erasure request that is handed in", (on) => {
  const open = async (options?: AppHarnessOptions) => {
    const harness = await appHarness(on, options);
    return { harness, call: apiCaller(harness) };
  };
  const made = (harness: AppHarness) => countOf(harness.app, "requests", `app_id = '${harness.app.appId}'`);

  test("people are named by ID or e-mail address, raw or hashed, each counted once", async () => {
    const { harness, call } = await open();
    const hashed = createHash("sha256").update("anna@example.com").digest("hex");
    const { status, body } = await call<RequestView>("POST /v1/requests", {
      json: {
        userIds: ["a", "b/ü", "a"],
        emails: [
          { value: "Anna@example.com", format: "raw" },
          { value: hashed.toUpperCase(), format: "sha256" },
          { value: "jörg@bücher.example", format: "raw" },
        ],
        regulation: "ccpa",
      },
    });
    expect(status).toBe(201);
    expect(body).toMatchObject({ state: "resolving", regulation: "ccpa" });
    expect(body.subjects).toHaveLength(2);
    expect(body.emails).toEqual(Array(2).fill({ matches: null, nearMisses: null }));
    expect(await made(harness)).toBe(1);
  });

  test("what is blanked is the service's policy for erasures, or the one that is named", async () => {
    const narrow = policy("select: { all: true }\nscrub: { phone: keep }\ngrounds: { phone: open invoices }");
    const harness = await appHarness(on);
    const policies = {
      ...noPolicies,
      get: (name: string) => (name === "narrow" ? narrow : undefined),
      names: () => ["narrow"],
    };
    const call = apiCaller(harness, policies);
    const digestOf = async (json: object) =>
      (await call<RequestView>("POST /v1/requests", { json })).body.policyDigest;
    expect(await digestOf({ userId: "a" })).not.toBe(await digestOf({ userId: "a", policy: "narrow" }));
    const unknown = await call("POST /v1/requests", { json: { userId: "a", policy: "canary" } });
    expect(unknown).toMatchObject({
      status: 422,
      body: { code: "UNKNOWN_POLICY", remedy: "It has: narrow" },
    });
  });

  test("what can't be meant is refused with where it is wrong, and nothing comes back or is kept", async () => {
    const { harness, call } = await open();
    const future = new Date(Date.now() + 6 * 60_000).toISOString();
    const old = new Date(Date.now() - 400 * DAY).toISOString();
    const bad: [object, string][] = [
      [{}, "userId"],
      [{ userIds: [] }, "userIds"],
      [{ userId: "" }, "userId"],
      [{ userId: "." }, "userId"],
      [{ userId: "canary".repeat(50) }, "userId"],
      [{ userId: 7 }, "userId"],
      [{ userIds: ["a", null] }, "userIds.1"],
      [{ userIds: Array.from({ length: 1001 }, (_, i) => `canary ${i}`) }, "userIds"],
      [{ userId: "canary", userIds: ["b"] }, "userIds"],
      [{ email: "canary" }, "email"],
      [{ email: "canary@localhost" }, "email"],
      [{ email: `${"canary".repeat(50)}@example.com` }, "email"],
      [{ email: "canary <canary>" }, "email"],
      [{ emails: [{ value: "canary", format: "sha256" }] }, "emails.0.value"],
      [{ emails: [{ value: "canary@example.com", format: "md5" }] }, "emails.0.format"],
      [{ email: "canary@example.com", emails: [{ value: "a@b.cc", format: "raw" }] }, "emails"],
      [{ userId: "canary", regulation: "canary" }, "regulation"],
      [{ userId: "canary", receivedAt: future }, "receivedAt"],
      [{ userId: "canary", receivedAt: old }, "receivedAt"],
      [{ userId: "canary", receivedAt: "2026-02-30T00:00:00Z" }, "receivedAt"],
      [{ userId: "canary", receivedAt: "2026-02-03T00:00:00" }, "receivedAt"],
      [{ userId: "canary", receivedAt: 1 }, "receivedAt"],
      [{ userId: "canary", reason: "" }, "reason"],
      [{ userId: "canary", reason: "canary\nsecond line" }, "reason"],
      [{ userId: "canary", reason: "canary ".repeat(100) }, "reason"],
      [{ userId: "canary", reason: "asked from canary@example.com, twice" }, "reason"],
      [{ userId: "canary", reason: "call (+4930901820)." }, "reason"],
      [{ userId: "canary", reason: "call +49 30 90 18 20 in the morning" }, "reason"],
      [{ userId: "canary", policy: "" }, "policy"],
    ];
    for (const [json, path] of bad) {
      const { status, body, text } = await call<Problem>("POST /v1/requests", { json });
      expect(status, `${path}: ${text}`).toBe(422);
      expect(body.errors?.map((error) => error.path) ?? [], text).toContain(path);
      expect(text).not.toContain("canary");
    }
    for (const userId of ["canary\0", "canary\ud800"]) {
      const { status, text } = await call("POST /v1/requests", { json: { userId } });
      expect(status, text).toBe(422);
      expect(text).not.toContain("canary");
    }
    const unknown = await call<Problem>("POST /v1/requests", { json: { userId: "a", users: ["b"] } });
    expect(unknown).toMatchObject({ status: 422, body: { code: "INVALID" } });
    const elsewhere = await call("POST /v1/requests", { json: { userId: "a", app: "another" } });
    expect(elsewhere).toMatchObject({ status: 404, body: { code: "UNKNOWN_APP" } });
    expect(await made(harness)).toBe(0);
  });

  test("plain reasons are taken, with dates and numbers of cases", async () => {
    const { call } = await open();
    for (const reason of [
      "Ticket 4711 of 2026-03-01",
      "on 05.01.2026 10:30, see § 12 (3)",
      "Größe: №5",
      "a@b",
    ]) {
      const { status, text } = await call("POST /v1/requests", { json: { userId: "a", reason } });
      expect(status, text).toBe(201);
    }
  });
});
