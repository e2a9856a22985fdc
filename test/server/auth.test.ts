import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import type { NewTokenView, TokenView } from "../../src/contracts/tokens.js";
import { rows } from "../../src/ledger/database.js";
import { describePostgres } from "../support/ledger.js";
import { actionsOf, bearer, OWNER_TOKEN, post, apiHarness } from "./api-harness.js";

const codeOf = async (response: Response) => ((await response.json()) as { code: string }).code;

describePostgres("who may call", (on) => {
  const setUp = () => {
    const app = on.app();
    return { app, ...apiHarness(app) };
  };

  test("a token made by the owner lets its user in, under its name and with its role", async () => {
    const { app, api } = setUp();
    const made = await api.request("/v1/tokens", post({ name: "crm", role: "viewer" }, bearer(OWNER_TOKEN)));
    expect(made.status).toBe(201);
    const { token, ...view } = (await made.json()) as NewTokenView;
    expect(view).toMatchObject({ name: "crm", role: "viewer", state: "valid", createdBy: "cli" });
    expect(token).toMatch(/^sj_[0-9a-f]{16}_[\w-]{43}$/);
    expect((await api.request("/v1/audit/actions", { headers: bearer(token) })).status).toBe(200);

    const refused = await api.request("/v1/tokens", { headers: bearer(token) });
    expect(refused.status).toBe(403);
    expect(await actionsOf(app)).toEqual([
      "cli owner tokens.create allowed",
      "crm viewer tokens.list denied ROLE",
    ]);
    const list = await api.request("/v1/tokens", { headers: bearer(OWNER_TOKEN) });
    const { tokens } = (await list.json()) as { tokens: TokenView[] };
    expect(tokens).toEqual([{ ...view, lastUsedAt: expect.any(String) as string }]);
  });

  test("without a token it says how to get in", async () => {
    const { api } = setUp();
    for (const headers of [{}, { authorization: "Basic YTpi" }, { authorization: "Bearer a b" }] as Record<
      string,
      string
    >[]) {
      const answer = await api.request("/v1/tokens", { headers });
      expect(answer.status).toBe(401);
      expect(answer.headers.get("www-authenticate")).toBe('Bearer realm="scrubjay"');
      expect(answer.headers.get("content-type")).toBe("application/problem+json");
      expect(await codeOf(answer)).toBe("UNAUTHENTICATED");
    }
  });

  test("an expired, a revoked and an unknown token are refused and recorded", async () => {
    const { app, api, token } = setUp();
    const expired = await token("approver", new Date(Date.now() - 1));
    const revoked = await token("operator");
    await app.tokens.revoke(revoked.split("_")[1] ?? "", new Date());
    const wrongSecret = `${(await token("operator")).slice(0, -3)}AAA`;
    const answers = [];
    for (const plain of [expired, revoked, wrongSecret, `sj_${"0".repeat(16)}_${"A".repeat(43)}`, "canary"]) {
      const answer = await api.request("/v1/audit/actions", { headers: bearer(plain) });
      expect(answer.headers.get("www-authenticate")).toContain('error="invalid_token"');
      const text = await answer.text();
      expect(text).not.toContain(plain);
      answers.push([answer.status, (JSON.parse(text) as { code: string }).code].join(" "));
    }
    expect(answers).toEqual([
      "401 TOKEN_EXPIRED",
      "401 TOKEN_REVOKED",
      "401 TOKEN_UNKNOWN",
      "401 TOKEN_UNKNOWN",
      "401 TOKEN_UNKNOWN",
    ]);
    expect((await actionsOf(app)).map((line) => line.replace(/-\d+/, ""))).toEqual([
      "approver approver audit.actions denied TOKEN_EXPIRED",
      "operator operator audit.actions denied TOKEN_REVOKED",
      ...Array<string>(3).fill("unknown none audit.actions denied TOKEN_UNKNOWN"),
    ]);
  });

  test("a flood of failures isn't recorded, and shuts nobody out who has a token", async () => {
    const { app, api, token } = setUp();
    const from = (remoteAddress: string) => ({ incoming: { socket: { remoteAddress } } });
    const knock = (address: string, plain: string) =>
      api.request("/v1/audit/actions", { headers: bearer(plain) }, from(address));
    const statuses = [];
    for (let call = 0; call < 25; call += 1) {
      // One network of IPv6 is one caller.
      statuses.push((await knock(`2001:db8::${call + 1}`, "canary")).status);
    }
    expect(statuses).toEqual([...Array<number>(20).fill(401), ...Array<number>(5).fill(429)]);
    expect((await knock("2001:db8::1", "canary")).headers.get("retry-after")).toMatch(/^[1-6]?\d$/);
    expect(await actionsOf(app)).toHaveLength(20);
    expect((await knock("2001:db8:1::1", "canary")).status).toBe(401);
    expect((await knock("2001:db8::1", await token("viewer"))).status).toBe(200);
  });

  test("names are of one token that holds; revoking ends it at once and frees the name", async () => {
    const { api } = setUp();
    const create = () =>
      api.request("/v1/tokens", post({ name: "crm", role: "operator" }, bearer(OWNER_TOKEN)));
    const { token } = (await (await create()).json()) as NewTokenView;
    const again = await create();
    expect([again.status, await codeOf(again)]).toEqual([409, "TOKEN_NAME_TAKEN"]);
    const revoke = () =>
      api.request("/v1/tokens/crm/revoke", { method: "POST", headers: bearer(OWNER_TOKEN) });
    expect(await (await revoke()).json()).toMatchObject({ state: "revoked" });
    expect((await api.request("/v1/audit/actions", { headers: bearer(token) })).status).toBe(401);
    expect((await revoke()).status).toBe(404);
    expect((await create()).status).toBe(201);
  });

  test("a token can't be the owner's, have a name of the program, or be born expired", async () => {
    const { api } = setUp();
    for (const body of [
      { name: "crm", role: "owner" },
      { name: "cli", role: "viewer" },
      { name: "Service", role: "viewer" },
      { name: "anna@example.com", role: "viewer" },
      { name: "crm", role: "viewer", expiresAt: "2020-01-01T00:00:00Z" },
      { name: "crm", role: "viewer", expiresAt: "tomorrow" },
    ])
      expect((await api.request("/v1/tokens", post(body, bearer(OWNER_TOKEN)))).status).toBe(422);
  });

  on.both("a secret is neither stored nor told to the log, and a use is noted once a minute", async () => {
    const { app, api, events } = setUp();
    const body = { name: "crm", role: "viewer" };
    const made = await api.request("/v1/tokens", post(body, bearer(OWNER_TOKEN)));
    const { token, id } = (await made.json()) as NewTokenView;
    const now = new Date();
    for (const after of [0, 30_000, 61_000])
      await app.tokens.authenticate(token, new Date(now.getTime() + after));
    const [kept] = await app.tokens.list();
    expect(kept?.lastUsedAt?.getTime()).toBe(now.getTime() + 61_000);
    await api.request("/v1/tokens/x", { headers: bearer(token) });
    const secret = token.split("_").slice(2).join("_");
    const stored = [];
    for (const table of ["tokens", "audit_actions", "idempotency_keys"])
      stored.push(...(await rows(app.ledger.db, sql.raw(`select * from scrubjay.${table}`))));
    expect(JSON.stringify(stored)).toContain(id);
    expect(JSON.stringify([stored, events])).not.toContain(secret);
  });

  test("the owner's token of another process is nobody's", async () => {
    const { api } = setUp();
    const answer = await api.request("/v1/tokens", { headers: bearer(`${OWNER_TOKEN}x`) });
    expect(answer.status).toBe(401);
  });
});
