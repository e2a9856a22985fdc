import { expect, onTestFinished, test } from "vitest";
import type { RowResult } from "../../src/ledger/runs/batches.js";
import { openServerLedger } from "../../src/ledger/open.js";
import { emptyTally } from "../../src/ledger/runs/tally.js";
import {
  appOn,
  countOf,
  describeLedgers,
  MASTER_KEY,
  newRun,
  plannedUser,
  type App,
} from "../support/ledger.js";

const now = new Date("2030-01-01T00:00:00.123Z");

function result(subject: string, change: Partial<RowResult> = {}): RowResult {
  const seen = { verification: "list_page" as const, verifiedAt: now };
  const rest = { reason: null, remaining: [], customKeys: null, attempts: 1, round: 1 };
  const retry = { fields: [], customKeys: [], mac: "mac" };
  const person = { subject, evidence: subject, salt: null, idLooksLike: null };
  return { ...person, outcome: "scrubbed", fields: ["email"], ...rest, retry, ...seen, ...change };
}

/** A run that is applied, with these users in one batch. */
async function applying(app: App, subjects: string[]): Promise<number> {
  const run = await newRun(app);
  const page = subjects.map((subject) => plannedUser(subject));
  await app.worklist.addPage(app.ledger.db, run, { page: 0, cursor: null }, page);
  await app.runs.finishPlan(run, { refusal: null, autoApply: false, scanMac: "" }, now);
  await app.runs.approve(run, "cli", now);
  return run;
}

async function entriesOf({ entries }: App, run?: number) {
  const all = [];
  for await (const entry of entries.all(run)) all.push(entry);
  return all;
}

/** Commits a page as a scan does. */
const commitPage = (app: App, run: number, page: number, subject: string) =>
  app.ledger.db.transaction(async (tx) => {
    if (
      !(await app.runs.advanceScan(tx, run, {
        scanPage: page + 1,
        scanCursor: `sealed cursor ${page + 1}`,
        tally: { ...emptyTally(), scanned: 1 },
        scanMac: "mac",
      }))
    )
      return false;
    await app.worklist.addPage(tx, run, { page, cursor: null }, [plannedUser(subject, { listPage: page })]);
    return true;
  });

describeLedgers("the worklist", (on) => {
  test("a page that two scans commit is written once", async () => {
    const app = on.app();
    const run = await newRun(app);
    const other = on.url ? await openServerLedger(on.url, MASTER_KEY) : on.ledger;
    if (on.url) onTestFinished(() => other.close());
    const committed = await Promise.all([
      commitPage(app, run, 0, "a"),
      commitPage(appOn(other, app.appId), run, 0, "a"),
    ]);
    expect(committed.sort()).toEqual([false, true]);
    expect(await commitPage(app, run, 0, "a")).toBe(false);
    expect(await commitPage(app, run, 1, "b")).toBe(true);
    expect(await app.runs.get(run)).toMatchObject({ scanPage: 2, scanCursor: "sealed cursor 2" });
    expect(await countOf(app, "worklist", `run_id = ${run}`)).toBe(2);
    await app.runs.cancel(run, new Date());
    expect(await commitPage(app, run, 2, "c")).toBe(false);
  });

  test("what the plan found out comes back as it was", async () => {
    const app = on.app();
    const run = await newRun(app);
    const fields = { fields: ["email", "custom"], customKeys: ['quote " and \\', "größe/π 🐦"], readAt: now };
    const row = plannedUser("a", { ...fields, listPage: 7, batch: 3 });
    await app.worklist.addPage(app.ledger.db, run, { page: 7, cursor: "sealed" }, [row]);
    expect(await app.worklist.pendingOf(run, 3)).toEqual([
      { ...row, runId: run, state: "pending", round: 1 },
    ]);
    expect(await app.worklist.cursors(run, [7, 8])).toEqual(new Map([[7, "sealed"]]));
    expect(await app.worklist.known(app.ledger.db, run, ["a", "b"])).toEqual(new Set(["a"]));
  });

  test("users listed twice, in one call or in two, are kept once", async () => {
    const app = on.app();
    const run = await newRun(app, { listed: true });
    const listed = (subject: string, batch: number) => ({
      subject,
      evidence: null,
      salt: null,
      batch,
      sealed: `sealed ${subject} ${batch}`,
      mac: "mac",
    });
    await app.worklist.list(app.ledger.db, run, [listed("a", 0), listed("b", 0), listed("a", 0)]);
    await app.worklist.list(app.ledger.db, run, [listed("b", 1), listed("c", 1)]);
    expect((await app.worklist.listedOf(run, 0)).map(({ subject }) => subject).sort()).toEqual(["a", "b"]);
    expect((await app.worklist.listedOf(run, 1)).map(({ subject }) => subject)).toEqual(["c"]);
    await app.worklist.settleListed(app.ledger.db, run, [plannedUser("c", { batch: 1, listPage: null })]);
    await app.worklist.dropListed(app.ledger.db, run, ["a"]);
    expect((await app.worklist.pendingOf(run, 1)).map(({ subject }) => subject)).toEqual(["c"]);
    expect((await app.worklist.listedOf(run, 0)).map(({ subject }) => subject)).toEqual(["b"]);
  });
});

describeLedgers("batches", (on) => {
  test("a batch that is finished twice, even at once, leaves one set of audit entries", async () => {
    const app = on.app();
    const run = await applying(app, ["a", "b"]);
    const other = on.url ? await openServerLedger(on.url, MASTER_KEY) : on.ledger;
    if (on.url) onTestFinished(() => other.close());
    const results = [result("a"), result("b", { outcome: "already_blank", fields: [] })];
    const finished = await Promise.all([
      app.batches.finish(await app.runs.get(run), 0, results),
      appOn(other, app.appId).batches.finish(await app.runs.get(run), 0, results),
      app.batches.finish(await app.runs.get(run), 0, results),
    ]);
    expect(finished.map(({ length }) => length).sort()).toEqual([0, 0, 2]);
    expect(await app.batches.finish(await app.runs.get(run), 0, results)).toEqual([]);
    expect((await entriesOf(app)).map(({ subject }) => subject).sort()).toEqual(["a", "b"]);
    expect(await app.batches.progress(run)).toMatchObject({ batchesDone: 1, scrubbed: 1, alreadyBlank: 1 });
    expect(await app.batches.start(run, 0)).toBeNull();
  });

  test("an entry says what happened, and nothing that names a person", async () => {
    const app = on.app();
    const run = await applying(app, ["a"]);
    const customKeys = { count: 1, form: "pseudonym" as const, keys: ["0123"] };
    await app.batches.finish(await app.runs.get(run), 0, [
      result("a", { customKeys, remaining: ["phone"], attempts: 3 }),
    ]);
    const [entry] = await app.entries.of(["a"]);
    const known = {
      appId: app.appId,
      runId: run,
      kind: "sweep",
      subject: "a",
      outcome: "scrubbed",
      reason: null,
    };
    const how = {
      verification: "list_page",
      verifiedAt: now,
      attempts: 3,
      round: 1,
      policyDigest: "sha256:0",
    };
    expect(entry).toMatchObject({ ...known, ...how, fields: ["email"], remaining: ["phone"], customKeys });
    expect(entry?.at).toBeInstanceOf(Date);
  });

  test("an encrypted reference goes when its user is done and stays when it is parked", async () => {
    const app = on.app();
    const run = await applying(app, ["a", "b"]);
    await app.batches.finish(await app.runs.get(run), 0, [
      result("a"),
      result("b", { outcome: "failed", reason: "NOT_CLEARED", remaining: ["phone"] }),
    ]);
    expect(
      await countOf(
        app,
        "worklist",
        `run_id = ${run} and subject = 'a' and sealed is null and state = 'done'`,
      ),
    ).toBe(1);
    expect(
      await countOf(
        app,
        "worklist",
        `run_id = ${run} and subject = 'b' and sealed is not null and state = 'parked'`,
      ),
    ).toBe(1);
    expect(await app.worklist.parked(run)).toEqual({ NOT_CLEARED: 1 });
  });

  test("every retry is a new round with an entry of its own, and claims nothing that was seen to be left", async () => {
    const app = on.app();
    const run = await newRun(app);
    const row = { fields: ["email", "phone", "custom"], customKeys: ["0123"] };
    await app.worklist.addPage(app.ledger.db, run, { page: 0, cursor: null }, [
      plannedUser("a", row),
      plannedUser("b"),
    ]);
    await app.runs.finishPlan(run, { refusal: null, autoApply: false, scanMac: "" }, now);
    await app.runs.approve(run, "cli", now);
    const failed = { outcome: "failed" as const, fields: ["email", "custom"], remaining: ["phone"] };
    await app.batches.finish(await app.runs.get(run), 0, [
      result("a", { ...failed, reason: "ONE" }),
      result("b"),
    ]);
    expect(await app.batches.progress(run)).toMatchObject({ scrubbed: 1, failed: 1 });

    await app.runs.finish(run, "applying", now);
    expect(await app.runs.retryParked(run, { handledBefore: 1, failedBefore: 0 })).toBe(1);
    expect(await app.runs.get(run)).toMatchObject({ state: "applying", finishedAt: null, handledBefore: 1 });
    expect(await app.batches.progress(run)).toMatchObject({ scrubbed: 1, failed: 0, batchesDone: 0 });
    const again = {
      round: 2,
      fields: [],
      customKeys: [],
      listPage: null,
      state: "pending",
      intent: "scrub",
    };
    expect(await app.worklist.pendingOf(run, 0)).toMatchObject([{ subject: "a", ...again }]);
    expect((await app.batches.get(run, 0))?.state).toBe("started");

    const still = { outcome: "failed" as const, fields: [], remaining: ["phone"], round: 2 };
    await app.batches.finish(await app.runs.get(run), 0, [result("a", { ...still, reason: "TWO" })]);
    expect(await app.worklist.parked(run)).toEqual({ TWO: 1 });
    await app.runs.finish(run, "applying", now);
    await app.runs.retryParked(run, { handledBefore: 1, failedBefore: 0 });
    await app.batches.finish(await app.runs.get(run), 0, [result("a", { fields: ["phone"], round: 3 })]);
    await app.runs.finish(run, "applying", now);
    expect((await app.entries.of(["a"])).map(({ round, outcome }) => [round, outcome])).toEqual([
      [1, "failed"],
      [2, "failed"],
      [3, "scrubbed"],
    ]);
    expect(await app.batches.progress(run)).toMatchObject({ scrubbed: 2, failed: 0 });
    expect(await countOf(app, "worklist", `run_id = ${run}`)).toBe(0);
    expect(await app.runs.retryParked(run, { handledBefore: 0, failedBefore: 0 })).toBe(0);
    expect((await app.runs.get(run)).state).toBe("done");
  });

  test("progress adds up over batches and outcomes", async () => {
    const app = on.app();
    const run = await newRun(app);
    const outcomes = [
      "scrubbed",
      "already_blank",
      "not_found",
      "excluded",
      "failed",
      "scrubbed_in_part",
    ] as const;
    const rows = outcomes.flatMap((outcome, n) =>
      Array.from({ length: n + 1 }, (_, k) => ({ subject: `${outcome} ${k}`, outcome })),
    );
    const planned = rows.map(({ subject }, i) => plannedUser(subject, { batch: i % 3 }));
    await app.worklist.addPage(app.ledger.db, run, { page: 0, cursor: null }, planned);
    expect(await app.batches.progress(run)).toMatchObject({ batches: 3, batchesDone: 0, scrubbed: 0 });
    for (const batch of [0, 1, 2]) {
      await app.batches.finish(
        await app.runs.get(run),
        batch,
        rows.filter((_, i) => i % 3 === batch).map((row) => result(row.subject, row)),
      );
    }
    const sums = { scrubbed: 1, alreadyBlank: 2, notFound: 3, excluded: 4, failed: 5, inPart: 6 };
    expect(await app.batches.progress(run)).toEqual({ batches: 3, batchesDone: 3, ...sums });
    expect(await app.batches.progress(0)).toMatchObject({ batches: 0, failed: 0 });
  });

  test("thousands of entries stream in order, of one run or of the whole app, and of no other app", async () => {
    const app = on.app();
    for (const users of [2_100, 1_000]) {
      const subjects = Array.from({ length: users }, (_, n) => `user ${n}`);
      const run = await applying(app, subjects);
      await app.batches.finish(
        await app.runs.get(run),
        0,
        subjects.map((subject) => result(subject)),
      );
      await app.runs.finish(run, "applying", now);
      expect(await entriesOf(app, run)).toHaveLength(users);
    }
    const ids = (await entriesOf(app)).map(({ id }) => id);
    expect(ids).toHaveLength(3_100);
    expect(ids).toEqual([...new Set(ids)].sort((a, b) => a - b));
    expect(await app.entries.of(["user 5"])).toHaveLength(2);
    expect(await entriesOf(on.app())).toEqual([]);
  });
});
