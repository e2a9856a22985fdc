import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { coded } from "../support/coded.js";
import { Deliveries, type NewDelivery } from "../../src/ledger/deliveries/deliveries.js";
import { describeWidely, type App } from "../support/ledger.js";

const NOW = new Date("2026-03-01T12:00:00Z");
const later = (ms: number) => new Date(NOW.getTime() + ms);
const LEASE = 60_000;

function note(stream: string, change: Partial<NewDelivery> = {}): NewDelivery {
  const times = { createdAt: NOW, nextAt: NOW, triesUntil: later(1e9) };
  return {
    id: randomUUID(),
    kind: "webhook",
    event: "request.completed",
    about: "a",
    sealed: "-",
    receiver: "r",
    stream,
    ...times,
    ...change,
  };
}

async function write(app: App, ...messages: NewDelivery[]): Promise<string[]> {
  await app.ledger.db.transaction((tx) => app.deliveries.add(tx, messages));
  return messages.map(({ id }) => id);
}

const idsOf = (messages: { id: string }[]) => messages.map(({ id }) => id).sort();

describeWidely("The deliveries", (on) => {
  test("are claimed one of each stream at a time, in the order in which they were written", async () => {
    const app = on.app();
    const [a1, a2, b1] = await write(app, note("a"), note("a"), note("b"));
    const first = await app.deliveries.claim("r", NOW, LEASE, 10);
    expect(idsOf(first)).toEqual([a1, b1].sort());
    expect(await app.deliveries.claim("r", NOW, LEASE, 10)).toEqual([]);
    await app.deliveries.succeed(a1 ?? "", 200, NOW);
    expect(idsOf(await app.deliveries.claim("r", NOW, LEASE, 10))).toEqual([a2]);
  });

  test("are not written when the transaction isn't", async () => {
    const app = on.app();
    const failing = app.ledger.db.transaction(async (tx) => {
      await app.deliveries.add(tx, [note("a")]);
      throw new Error("not to be");
    });
    await expect(failing).rejects.toThrow("not to be");
    expect(await app.deliveries.receivers()).toEqual([]);
  });

  test("go to one of two who claim at once", async () => {
    const app = on.app();
    const ids = await write(app, ...Array.from({ length: 40 }, (_, i) => note(`s${i}`)));
    const other = new Deliveries(app.ledger.db, app.appId);
    const claims = await Promise.all([
      app.deliveries.claim("r", NOW, LEASE, 40),
      other.claim("r", NOW, LEASE, 40),
      app.deliveries.claim("r", NOW, LEASE, 40),
    ]);
    expect(idsOf(claims.flat())).toEqual([...ids].sort());
  });

  test("come back when the lease of a dead sender is over, and then its word counts no more", async () => {
    const app = on.app();
    const [id = ""] = await write(app, note("a"));
    const [dead] = await app.deliveries.claim("r", NOW, LEASE, 1);
    expect(await app.deliveries.claim("r", later(LEASE - 1), LEASE, 1)).toEqual([]);
    const [alive] = await app.deliveries.claim("r", later(LEASE), LEASE, 1);
    expect(alive).toMatchObject({ id, attempts: 2 });
    if (!dead) throw new Error("nothing was claimed");
    await app.deliveries.park(dead, { code: "LATE", status: null });
    await app.deliveries.fail(dead, { code: "LATE", status: null }, NOW);
    expect(await app.deliveries.get(id)).toMatchObject({ state: "pending", lastCode: null, attempts: 2 });
    await app.deliveries.succeed(dead.id, 200, NOW);
    expect(await app.deliveries.get(id)).toMatchObject({ state: "delivered", lastStatus: 200 });
  });

  test("to one receiver are claimed apart from those to others", async () => {
    const app = on.app();
    const [mine = ""] = await write(app, note("a"), note("b", { receiver: "other" }));
    expect((await app.deliveries.receivers()).sort()).toEqual(["other", "r"]);
    expect(idsOf(await app.deliveries.claim("r", NOW, LEASE, 9))).toEqual([mine]);
    await app.deliveries.succeed(mine, 200, NOW);
    expect(await app.deliveries.receivers()).toEqual(["other"]);
  });

  test("that failed keep what is behind them in their stream waiting as long, and nothing else", async () => {
    const app = on.app();
    const [first = "", second = "", other = ""] = await write(app, note("a"), note("a"), note("b"));
    const [claimed] = await app.deliveries.claim("r", NOW, LEASE, 1);
    if (!claimed) throw new Error("nothing was claimed");
    await app.deliveries.fail(claimed, { code: "HTTP_500", status: 500 }, later(500));
    expect(await app.deliveries.get(first)).toMatchObject({ lastCode: "HTTP_500", nextAt: later(500) });
    expect(await app.deliveries.get(second)).toMatchObject({ lastCode: null, nextAt: later(500) });
    expect(idsOf(await app.deliveries.claim("r", NOW, LEASE, 9))).toEqual([other]);
    await app.deliveries.succeed(other, 200, NOW);
    expect(await app.deliveries.nextDue("r")).toEqual(later(500));
    expect(await app.deliveries.nextDue("other")).toBeNull();
  });

  test("that are parked let the later ones through and begin anew when a person asks", async () => {
    const app = on.app();
    const [first = "", second = ""] = await write(app, note("a"), note("a"));
    const [claimed] = await app.deliveries.claim("r", NOW, LEASE, 1);
    if (!claimed) throw new Error("nothing was claimed");
    await app.deliveries.park(claimed, { code: "HTTP_410", status: 410 });
    expect(await app.deliveries.get(first)).toMatchObject({ state: "parked", lastCode: "HTTP_410" });
    expect(idsOf(await app.deliveries.claim("r", NOW, LEASE, 5))).toEqual([second]);
    const when = { nextAt: later(5), triesUntil: later(1e9) };
    expect(await app.deliveries.retry(first, when)).toMatchObject({ state: "pending", attempts: 0 });
    expect(idsOf(await app.deliveries.claim("r", later(5), LEASE, 5))).toEqual([first]);
    await expect(app.deliveries.retry(first, when)).rejects.toThrow(coded("DELIVERY_STATE"));
  });

  test("are shown newest first, page by page, without their content, and only those of the app", async () => {
    const app = on.app();
    await write(on.app(), note("a"));
    const ids = await write(app, note("a"), note("b"), note("c"));
    await app.deliveries.succeed(ids[1] ?? "", 200, NOW);
    const [newest, next] = await app.deliveries.list({ limit: 2 });
    expect([newest?.id, next?.id]).toEqual([ids[2], ids[1]]);
    expect(newest).not.toHaveProperty("sealed");
    const rest = await app.deliveries.list({ limit: 2, before: next?.seq ?? 0 });
    expect(idsOf(rest)).toEqual([ids[0]]);
    expect(idsOf(await app.deliveries.list({ state: "delivered", limit: 9 }))).toEqual([ids[1]]);
    await expect(on.app().deliveries.get(ids[0] ?? "")).rejects.toThrow(coded("DELIVERY_NOT_FOUND"));
  });

  test("that were delivered are purged after a while, and no others", async () => {
    const app = on.app();
    const [old = "", recent = "", open = ""] = await write(app, note("a"), note("b"), note("c"));
    await app.deliveries.succeed(old, 200, NOW);
    await app.deliveries.succeed(recent, 200, later(10));
    await app.deliveries.purge(later(10));
    expect(idsOf(await app.deliveries.list({ limit: 9 }))).toEqual([recent, open].sort());
  });
});
