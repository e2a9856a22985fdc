import { expect, test } from "vitest";
import { LockOut } from "../../src/accounts/lock-out.js";
import {
  signInWithLink,
  signInWithPassword,
  signInWithToken,
  type SignInContext,
} from "../../src/accounts/sign-in.js";
import type { Actor } from "../../src/ledger/evidence/actor.js";
import { actionsOf } from "../server/api-harness.js";
import { cheapHash } from "./cheap-hash.js";
import { countOf, describePostgres, type App } from "../support/ledger.js";

const OWNER: Actor = { name: "cli", role: "owner" };
const NOW = new Date("2026-03-01T12:00:00Z");
const LIFE = { idleMs: 60_000, lengthMs: 60_000 };
const PASSWORD = "grey heron over the weir";

const siteOf = (app: App, now = NOW): SignInContext => ({ ...app, lockOut: new LockOut(), clock: () => now });

/** An account with a password. */
async function anna(app: App) {
  const account = await app.accounts.create({ name: "anna", role: "approver" }, OWNER, NOW);
  await app.accounts.setPassword(account.id, await cheapHash(PASSWORD));
  return account;
}

describePostgres("signing in", (on) => {
  test("the right password begins a session of the account, and is recorded under its name", async () => {
    const app = on.app();
    const { id } = await anna(app);
    const context = siteOf(app);
    const result = await signInWithPassword({ name: "anna", password: PASSWORD }, context);
    if (result.code !== undefined) throw new Error(result.code);
    expect(result.account).toMatchObject({ id, name: "anna" });
    const session = await app.sessions.find(result.session, NOW, LIFE);
    expect(session).toMatchObject({ accountId: id, actor: { name: "anna", role: "approver" } });
    expect(await app.accounts.byName("anna")).toMatchObject({ lastSignInAt: NOW });
    expect(await actionsOf(app)).toEqual(["anna approver sessions.begin allowed"]);
  });

  test("whoever fails learns neither whether there is the account nor leaves behind what was typed", async () => {
    const app = on.app();
    await anna(app);
    await app.accounts.create({ name: "ben", role: "viewer" }, OWNER, NOW);
    const context = siteOf(app);
    const attempt = (name: string) =>
      signInWithPassword({ name, password: "no heron over the weir" }, context);
    for (const name of ["anna", "ben", "carla@example.com"])
      expect(await attempt(name)).toEqual({ code: "WRONG", wait: undefined });
    for (let failures = 1; failures < 4; failures += 1) {
      await attempt("anna");
      await attempt("carla@example.com");
    }
    const fifth = await Promise.all([attempt("anna"), attempt("carla@example.com")]);
    expect(fifth).toEqual(Array(2).fill({ code: "WRONG", wait: 900 }));
    const right = { name: "anna", password: PASSWORD };
    expect(await signInWithPassword(right, context)).toEqual({ code: "LOCKED", wait: 900 });
    expect(await attempt("carla@example.com")).toEqual({ code: "LOCKED", wait: 900 });
    const recorded = await actionsOf(app);
    expect(recorded.slice(0, 3)).toEqual([
      "anna approver sessions.begin denied WRONG",
      "ben viewer sessions.begin denied WRONG",
      "unknown none sessions.begin denied WRONG",
    ]);
    expect(recorded.slice(-2)).toEqual([
      "anna approver sessions.begin denied LOCKED",
      "unknown none sessions.begin denied LOCKED",
    ]);
    expect(JSON.stringify(recorded)).not.toContain("carla");
    expect(await countOf(app, "sessions", `app_id = '${app.appId}'`)).toBe(0);
  });

  test("a right password after four wrong ones makes them forgotten", async () => {
    const app = on.app();
    await anna(app);
    const context = siteOf(app);
    const attempt = async (password: string) =>
      (await signInWithPassword({ name: "anna", password }, context)).code;
    for (let failures = 0; failures < 4; failures += 1) expect(await attempt("wrong")).toBe("WRONG");
    expect(await attempt(PASSWORD)).toBeUndefined();
    expect(await attempt("wrong")).toBe("WRONG");
    expect(await attempt(PASSWORD)).toBeUndefined();
  });

  test("a link signs in once", async () => {
    const app = on.app();
    const { id } = await app.accounts.create({ name: "ben", role: "viewer" }, OWNER, NOW);
    const link = await app.accounts.makeLink(id, NOW, 1_000);
    expect((await signInWithLink(link, siteOf(app))).code).toBeUndefined();
    expect(await app.accounts.byName("ben")).toMatchObject({ lastSignInAt: NOW });
    expect(await signInWithLink(link, siteOf(app))).toEqual({ code: "LINK_UNKNOWN" });
    expect(await actionsOf(app)).toEqual([
      "ben viewer sessions.begin allowed",
      "unknown none sessions.begin denied LINK_UNKNOWN",
    ]);
  });

  test("a token signs in as long as it holds", async () => {
    const app = on.app();
    const { plain, token } = await app.tokens.create("crm", "operator", null, OWNER, NOW);
    const result = await signInWithToken(plain, siteOf(app));
    if (result.code !== undefined) throw new Error(result.code);
    const session = await app.sessions.find(result.session, NOW, LIFE);
    expect(session).toMatchObject({ tokenId: token.id, actor: { name: "crm", role: "operator" } });
    await app.tokens.revoke("crm", NOW);
    expect(await signInWithToken(plain, siteOf(app))).toEqual({ code: "TOKEN_REVOKED" });
    expect(await signInWithToken("sj_x", siteOf(app))).toEqual({ code: "TOKEN_UNKNOWN" });
    expect(await actionsOf(app)).toEqual([
      "crm operator sessions.begin allowed",
      "crm operator sessions.begin denied TOKEN_REVOKED",
      "unknown none sessions.begin denied TOKEN_UNKNOWN",
    ]);
  });
});
