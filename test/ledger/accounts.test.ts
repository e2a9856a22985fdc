import { expect, test } from "vitest";
import { coded } from "../support/coded.js";
import type { Actor } from "../../src/ledger/evidence/actor.js";
import { countOf, describeLedgers, type App } from "../support/ledger.js";

const OWNER: Actor = { name: "cli", role: "owner" };
const NOW = new Date("2026-03-01T12:00:00Z");
const DAY_MS = 24 * 60 * 60_000;
const later = (ms: number) => new Date(NOW.getTime() + ms);
const anna = (app: App, name = "anna") => app.accounts.create({ name, role: "operator" }, OWNER, NOW);

describeLedgers("accounts", (on) => {
  test("a name is one credential's at a time, of two that are made at once too", async () => {
    const app = on.app();
    const token = (name: string) => app.tokens.create(name, "viewer", null, OWNER, NOW);
    const both = await Promise.allSettled([anna(app, "crm"), token("crm"), anna(app, "crm"), token("crm")]);
    expect(both.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    await token("batch");
    await expect(anna(app, "batch")).rejects.toThrow(coded("TOKEN_NAME_TAKEN"));
    await app.tokens.revoke("batch", NOW);
    await anna(app, "batch");
    await expect(token("batch")).rejects.toThrow(coded("ACCOUNT_NAME_TAKEN"));
    await app.accounts.remove("batch", NOW);
    await token("batch");
    await anna(on.app(), "batch");
  });

  test("a removed account isn't found any more, keeps its row, and takes its sessions and its link along", async () => {
    const app = on.app();
    const { id } = await anna(app);
    await app.accounts.setPassword(id, "encoded");
    const link = await app.accounts.makeLink(id, NOW, DAY_MS);
    await app.sessions.begin({ accountId: id }, NOW);
    const removed = await app.accounts.remove("anna", later(1));
    expect(removed).toMatchObject({ id, removedAt: later(1), hasPassword: false });
    expect(await app.accounts.takeLink(link, NOW)).toBeUndefined();
    expect(await app.accounts.credentials("anna")).toBeUndefined();
    await expect(app.accounts.byName("anna")).rejects.toThrow(coded("ACCOUNT_NOT_FOUND"));
    await expect(app.accounts.remove("anna", NOW)).rejects.toThrow(coded("ACCOUNT_NOT_FOUND"));
    await expect(app.accounts.setRole("anna", "viewer")).rejects.toThrow(coded("ACCOUNT_NOT_FOUND"));
    await expect(app.accounts.setPassword(id, "encoded")).rejects.toThrow(coded("ACCOUNT_NOT_FOUND"));
    expect(await countOf(app, "sessions", `app_id = '${app.appId}'`)).toBe(0);
    expect(await countOf(app, "sign_in_links", `account_id = '${id}'`)).toBe(0);
    expect((await app.accounts.list()).map(({ name }) => name)).toEqual(["anna"]);
  });

  test("a link signs in once, only before it expires, and only the newest one does", async () => {
    const app = on.app();
    const { id } = await anna(app);
    const link = await app.accounts.makeLink(id, NOW, DAY_MS);
    expect(link).toMatch(/^[\w-]{43}$/);
    expect(await countOf(app, "sign_in_links", `hash like '%${link}%'`)).toBe(0);
    expect(await on.app().accounts.takeLink(link, NOW)).toBeUndefined();
    expect(await app.accounts.takeLink(link, later(DAY_MS))).toBeUndefined();
    const at = later(DAY_MS - 1);
    const taken = await Promise.all([app.accounts.takeLink(link, at), app.accounts.takeLink(link, at)]);
    expect(taken.filter((account) => account?.id === id)).toHaveLength(1);
    const [older, newer] = [
      await app.accounts.makeLink(id, NOW, DAY_MS),
      await app.accounts.makeLink(id, NOW, DAY_MS),
    ];
    expect(await app.accounts.takeLink(older, NOW)).toBeUndefined();
    expect(await app.accounts.takeLink(newer, NOW)).toMatchObject({ name: "anna" });
  });

  test("a new password ends the link that is still out there", async () => {
    const app = on.app();
    const { id, hasPassword } = await anna(app);
    const link = await app.accounts.makeLink(id, NOW, DAY_MS);
    await app.accounts.setPassword(id, "encoded");
    expect(await app.accounts.takeLink(link, NOW)).toBeUndefined();
    const known = await app.accounts.credentials("anna");
    expect([hasPassword, known?.account.hasPassword, known?.password]).toEqual([false, true, "encoded"]);
  });
});
