import { expect, test } from "vitest";
import type { AccountView, NewAccountView, SignInLinkView } from "../../src/contracts/accounts.js";
import { countOf, describePostgres } from "../support/ledger.js";
import { actionsOf, bearer, OWNER_TOKEN, post, apiHarness } from "./api-harness.js";

const LIFE = { idleMs: 60_000, lengthMs: 60_000 };

describePostgres("accounts", (on) => {
  const setUp = () => {
    const app = on.app();
    const here = apiHarness(app);
    const owner = bearer(OWNER_TOKEN);
    return {
      app,
      ...here,
      read: (path: string) => here.api.request(path, { headers: owner }),
      send: (path: string, body?: unknown) =>
        here.api.request(path, body === undefined ? { method: "POST", headers: owner } : post(body, owner)),
    };
  };
  const keyOf = ({ path }: SignInLinkView) => path.replace("/sign-in/link?key=", "");
  const ANNA = { name: "anna", role: "operator" };

  test("one is made with a link that signs in once, and nothing but the link's hash is kept", async () => {
    const { app, read, send } = setUp();
    const made = await send("/v1/accounts", ANNA);
    expect(made.status).toBe(201);
    const { link, ...view } = (await made.json()) as NewAccountView;
    expect(view).toMatchObject({ ...ANNA, state: "invited", hasPassword: false, createdBy: "cli" });
    expect(link.url).toBeNull();
    expect(link.path).toMatch(/^\/sign-in\/link\?key=[\w-]{43}$/);
    const hours = (Date.parse(link.expiresAt) - Date.now()) / 3_600_000;
    expect([hours > 23.9, hours <= 24]).toEqual([true, true]);
    expect(await countOf(app, "sign_in_links", `hash = '${keyOf(link)}'`)).toBe(0);
    expect(await app.accounts.takeLink(keyOf(link), new Date())).toMatchObject({ name: "anna" });
    await app.accounts.noteSignIn((await app.accounts.byName("anna")).id, new Date());
    const { accounts } = (await (await read("/v1/accounts")).json()) as { accounts: AccountView[] };
    expect(accounts).toEqual([{ ...view, state: "active", lastSignInAt: expect.any(String) as string }]);
    const another = await send("/v1/accounts/anna/links");
    expect(another.status).toBe(201);
    const key = keyOf((await another.json()) as SignInLinkView);
    expect(await app.accounts.takeLink(key, new Date())).toMatchObject({ name: "anna" });
  });

  test("the link is a whole address where the service knows its own", async () => {
    const { api } = apiHarness(on.app(), {
      settings: { SCRUBJAY_PUBLIC_URL: "https://erasure.example.com" },
    });
    const made = await api.request("/v1/accounts", post(ANNA, bearer(OWNER_TOKEN)));
    const { link } = (await made.json()) as NewAccountView;
    expect(link.url).toBe(`https://erasure.example.com${link.path}`);
  });

  test("a new role holds in open sessions; signing out and removing ends them", async () => {
    const { app, send } = setUp();
    await send("/v1/accounts", ANNA);
    const accountId = (await app.accounts.byName("anna")).id;
    const cookie = await app.sessions.begin({ accountId }, new Date());
    const session = () => app.sessions.find(cookie, new Date(), LIFE);
    const changed = await send("/v1/accounts/anna/role", { role: "approver" });
    expect(await changed.json()).toMatchObject({ role: "approver" });
    expect(await session()).toMatchObject({ actor: { name: "anna", role: "approver" } });
    expect(await (await send("/v1/accounts/anna/sign-out")).json()).toEqual({ ended: 1 });
    expect(await session()).toBeUndefined();
    expect(await (await send("/v1/accounts/anna/remove")).json()).toMatchObject({ state: "removed" });
    for (const step of ["links", "sign-out", "remove"]) {
      const answer = await send(`/v1/accounts/anna/${step}`);
      expect(answer.status).toBe(404);
      expect(await answer.json()).toMatchObject({ code: "ACCOUNT_NOT_FOUND" });
    }
    expect((await send("/v1/accounts", ANNA)).status).toBe(201);
  });

  test("a name is a token's or an account's, never both, and none of the program's own", async () => {
    const { send } = setUp();
    const codeOf = async (path: string, name: string) => {
      const answer = await send(path, { name, role: "viewer" });
      return [answer.status, ((await answer.json()) as { code?: string }).code];
    };
    await codeOf("/v1/accounts", "anna");
    await codeOf("/v1/tokens", "crm");
    expect(await codeOf("/v1/tokens", "anna")).toEqual([409, "ACCOUNT_NAME_TAKEN"]);
    expect(await codeOf("/v1/accounts", "anna")).toEqual([409, "ACCOUNT_NAME_TAKEN"]);
    expect(await codeOf("/v1/accounts", "crm")).toEqual([409, "TOKEN_NAME_TAKEN"]);
    for (const name of ["Service", "cli", "anna@example.com", "", "-x"])
      expect(await codeOf("/v1/accounts", name)).toEqual([422, "INVALID"]);
  });

  test("only the owner may; who tried is recorded, and whatever else stands in the place of a name isn't", async () => {
    const { app, api, send, token } = setUp();
    await send("/v1/accounts", ANNA);
    const approver = bearer(await token("approver"));
    for (const [method, path] of [
      ["GET", "/v1/accounts"],
      ["POST", "/v1/accounts/anna/links"],
      ["POST", "/v1/accounts/carla-1042/remove"],
    ] as const)
      expect((await api.request(path, { method, headers: approver })).status).toBe(403);
    expect((await actionsOf(app)).map((line) => line.replace(/^approver-\d+/, "approver"))).toEqual([
      "cli owner accounts.create allowed",
      "approver approver accounts.list denied ROLE",
      "approver approver accounts.link denied ROLE",
      "approver approver accounts.remove denied ROLE",
    ]);
    const targets = [];
    for await (const { target } of app.actions.all()) targets.push(target);
    expect(targets).toEqual([null, null, "anna", null]);
  });
});
