import { expect, test } from "vitest";
import type { Actor } from "../../src/ledger/evidence/actor.js";
import { countOf, describeLedgers, type App } from "../support/ledger.js";

const OWNER: Actor = { name: "cli", role: "owner" };
const NOW = new Date("2026-03-01T12:00:00Z");
const MINUTE_MS = 60_000;
const LIFE = { idleMs: 30 * MINUTE_MS, lengthMs: 60 * MINUTE_MS };
const later = (ms: number) => new Date(NOW.getTime() + ms);
const anna = (app: App) => app.accounts.create({ name: "anna", role: "operator" }, OWNER, NOW);

describeLedgers("sessions", (on) => {
  test("are found by their cookie, of which only a hash is kept, with the role that the account has now", async () => {
    const app = on.app();
    const { id } = await anna(app);
    const cookie = await app.sessions.begin({ accountId: id }, NOW);
    expect(await app.sessions.begin({ accountId: id }, NOW)).not.toBe(cookie);
    expect(await app.sessions.find(cookie, NOW, LIFE)).toEqual({
      hash: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      actor: { name: "anna", role: "operator" },
      of: "account",
      accountId: id,
      tokenId: null,
      hasPassword: false,
      createdAt: NOW,
      seenAt: NOW,
    });
    await app.accounts.setRole("anna", "viewer");
    await app.accounts.setPassword(id, "encoded");
    const changed = await app.sessions.find(cookie, NOW, LIFE);
    expect(changed).toMatchObject({ actor: { name: "anna", role: "viewer" }, hasPassword: true });
    expect(await countOf(app, "sessions", `hash = '${cookie}'`)).toBe(0);
    expect(await app.sessions.find(`${cookie.slice(1)}A`, NOW, LIFE)).toBeUndefined();
    expect(await on.app().sessions.find(cookie, NOW, LIFE)).toBeUndefined();
    await app.accounts.remove("anna", NOW);
    const afterwards = await app.sessions.begin({ accountId: id }, NOW);
    expect(await app.sessions.find(afterwards, NOW, LIFE)).toBeUndefined();
  });

  test("of a token end with it", async () => {
    const app = on.app();
    const expiring = await app.tokens.create("crm", "viewer", later(MINUTE_MS), OWNER, NOW);
    const cookie = await app.sessions.begin({ tokenId: expiring.token.id }, NOW);
    expect(await app.sessions.find(cookie, later(MINUTE_MS - 1), LIFE)).toMatchObject({
      of: "token",
      actor: { name: "crm", role: "viewer" },
      hasPassword: null,
    });
    expect(await app.sessions.find(cookie, later(MINUTE_MS), LIFE)).toBeUndefined();
    await app.tokens.revoke("crm", NOW);
    expect(await countOf(app, "sessions", `app_id = '${app.appId}'`)).toBe(0);
    const afterwards = await app.sessions.begin({ tokenId: expiring.token.id }, NOW);
    expect(await app.sessions.find(afterwards, NOW, LIFE)).toBeUndefined();
  });

  test("end when nobody is there, and in any case after their length", async () => {
    const app = on.app();
    const { id } = await anna(app);
    const cookie = await app.sessions.begin({ accountId: id }, NOW);
    const at = (minutes: number) => app.sessions.find(cookie, later(minutes * MINUTE_MS), LIFE);
    const hash = (await at(29))?.hash ?? "";
    expect(await at(30)).toBeUndefined();
    await app.sessions.touch(hash, later(MINUTE_MS - 1));
    expect((await at(1))?.seenAt).toEqual(NOW);
    for (const minutes of [20, 40, 59]) await app.sessions.touch(hash, later(minutes * MINUTE_MS));
    expect((await at(59))?.seenAt).toEqual(later(59 * MINUTE_MS));
    expect(await at(60)).toBeUndefined();
  });

  test("are ended one by one or all of somebody's, and the dead ones are deleted", async () => {
    const app = on.app();
    const { id } = await anna(app);
    const { token } = await app.tokens.create("crm", "viewer", null, OWNER, NOW);
    const begin = (at = NOW) => app.sessions.begin({ accountId: id }, at);
    const cookies = [await begin(), await begin(), await begin()];
    const ofToken = await app.sessions.begin({ tokenId: token.id }, NOW);
    const first = await app.sessions.find(cookies[0] ?? "", NOW, LIFE);
    await app.sessions.end(first?.hash ?? "");
    expect(await app.sessions.endAllOf({ accountId: id })).toBe(2);
    for (const cookie of cookies) expect(await app.sessions.find(cookie, NOW, LIFE)).toBeUndefined();
    expect(await app.sessions.find(ofToken, NOW, LIFE)).toBeDefined();
    const alive = await begin(later(MINUTE_MS));
    await app.sessions.purge(later(30 * MINUTE_MS), LIFE);
    expect(await countOf(app, "sessions", `app_id = '${app.appId}'`)).toBe(1);
    expect(await app.sessions.find(alive, later(30 * MINUTE_MS), LIFE)).toBeDefined();
  });
});
