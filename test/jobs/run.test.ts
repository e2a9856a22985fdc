import { expect, onTestFinished, test } from "vitest";
import { approve } from "../../src/service/run/approval.js";
import { reconcile } from "../../src/service/reconcile.js";
import { scrub } from "../../jobs/scrub.js";
import { openServerLedger } from "../../src/ledger/open.js";
import { testUser } from "../erasure/erasure-harness.js";
import { latch } from "../support/latch.js";
import { countOf, describePostgres, MASTER_KEY } from "../support/ledger.js";
import { until } from "../support/until.js";
import { everybody, expectAuditEqualsJournal, policy, appHarness } from "./app-harness.js";

const control = { signal: new AbortController().signal };
const isEdit = ({ method }: { method: string }) => method === "PUT";
const people = (n: number, fields = {}) => Array.from({ length: n }, (_, i) => testUser(`user ${i}`, fields));
const fresh = { handledBefore: 0, failedBefore: 0 };

describePostgres("a run", (on) => {
  on.both(
    "over everybody, by two processes at once, leaves one entry a user and the audit equals the journal",
    async () => {
      const harness = await appHarness(on, { users: 650 });
      const other = on.url ? await openServerLedger(on.url, MASTER_KEY) : on.ledger;
      if (on.url) onTestFinished(() => other.close());
      harness.startWorkers();
      harness.startWorkers(harness.contextOn(other));
      const run = await harness.plan({ autoApply: true });
      const { tally } = await harness.reach(run, "done");
      const entries = await harness.entries();
      expect(entries).toHaveLength(650);
      expect(new Set(entries.map(({ subject }) => subject)).size).toBe(650);
      expect(tally).toMatchObject({ scanned: 650, selected: 650, failed: 0 });
      expect(await harness.app.batches.progress(run)).toMatchObject({
        scrubbed: tally.toScrub,
        alreadyBlank: tally.alreadyBlank,
      });
      await expectAuditEqualsJournal(harness);
      expect(await countOf(harness.app, "worklist", `run_id = ${run}`)).toBe(0);
      expect(await countOf(harness.app, "list_pages", `run_id = ${run}`)).toBe(0);
    },
  );

  test("waits for approval with nothing edited, can be approved once, and outlives a wiped Redis", async () => {
    const harness = await appHarness(on, { people: people(5) });
    harness.startWorkers();
    const run = await harness.plan();
    const planned = await harness.reach(run, "planned");
    expect(planned.tally).toMatchObject({ toScrub: 5, fields: { name: 5, email: 5 }, edits: 1, reads: 1 });
    expect(await harness.sandbox.journal()).toEqual([]);
    const approved = await Promise.all([
      approve(run, "cli", harness.context),
      approve(run, "cli", harness.context),
    ]);
    expect(approved.sort()).toEqual([false, true]);
    await harness.wipeRedis();
    await reconcile(harness.context);
    await harness.reach(run, "done");
    expect(await approve(run, "cli", harness.context)).toBe(false);
    await expectAuditEqualsJournal(harness);
  });

  test("that would break its limits is refused before anything is edited, and keeps nobody's reference", async () => {
    const harness = await appHarness(on, { people: people(5) });
    harness.startWorkers();
    const limits = "select: { all: true }\nlimits: { maxUsers: 4, maxShare: 50% }";
    const run = await harness.plan({ policy: policy(limits), autoApply: true });
    expect(await harness.reach(run, "refused")).toMatchObject({ code: "max_users,max_share" });
    expect(await harness.sandbox.journal()).toEqual([]);
    expect(await countOf(harness.app, "worklist", `run_id = ${run}`)).toBe(0);
  });

  on.both("in which too many fail is stopped; resumed, it goes on; the parked can be retried", async () => {
    const harness = await appHarness(on, { people: people(300) });
    const poisonous = Array.from({ length: 8 }, (_, i) => `user ${i * 11}`);
    await harness.sandbox.setFaults(poisonous.map((userId) => ({ kind: "poison", userId })));
    harness.startWorkers();
    const run = await harness.plan({ autoApply: true });
    expect(await harness.reach(run, "stopped")).toMatchObject({ code: "ERROR_RATE" });
    await harness.sandbox.setFaults([]);
    const { scrubbed, failed } = await harness.app.batches.progress(run);
    expect(failed).toBeGreaterThanOrEqual(5);
    await harness.app.runs.resume(run, { handledBefore: scrubbed + failed, failedBefore: failed });
    await reconcile(harness.context);
    await harness.reach(run, "done");
    expect(await harness.app.worklist.parked(run)).toEqual({ API_REJECTED: failed });
    expect(await harness.app.runs.retryParked(run, fresh)).toBe(failed);
    await reconcile(harness.context);
    await harness.reach(run, "done");
    expect(await harness.app.batches.progress(run)).toMatchObject({ scrubbed: 300, failed: 0 });
    await expectAuditEqualsJournal(harness);
  });

  test("whose credentials are refused on the way stops with that code, and can be resumed", async () => {
    let credentials: "good" | "expiring" | "refused" = "expiring";
    const harness = await appHarness(on, {
      people: people(250),
      hooks: {
        refuse: () => (credentials === "refused" ? 401 : undefined),
        after: (passed) => void (credentials === "expiring" && isEdit(passed) && (credentials = "refused")),
      },
    });
    harness.startWorkers();
    const run = await harness.plan({ autoApply: true });
    expect(await harness.reach(run, "stopped")).toMatchObject({ code: "API_UNAUTHORIZED" });
    expect((await harness.sandbox.journal()).length).toBeGreaterThan(0);
    credentials = "good";
    await until(
      "the queues are quiet",
      async () => (await harness.context.queues.get("control").count()) === 0,
    );
    await harness.app.runs.resume(run, fresh);
    await reconcile(harness.context);
    await harness.reach(run, "done");
    expect(await harness.app.batches.progress(run)).toMatchObject({ scrubbed: 250, failed: 0 });
    await expectAuditEqualsJournal(harness);
  });

  on.both("that is cancelled finishes what it began, and edits nothing more", async () => {
    const [editing, go] = [latch("an edit is sent"), latch("the edit may go on")];
    const before = async (passed: { method: string }) => {
      if (!isEdit(passed)) return;
      editing.open();
      await go.opened();
    };
    const harness = await appHarness(on, { people: people(500), hooks: { before } });
    harness.startWorkers();
    const run = await harness.plan({ autoApply: true });
    await editing.opened();
    await harness.app.runs.cancel(run, new Date());
    await reconcile(harness.context);
    go.open();
    await harness.reach(run, "cancelled");
    const edited = (await harness.sandbox.journal()).length;
    expect(edited).toBeGreaterThanOrEqual(100);
    expect(edited).toBeLessThanOrEqual(200);
    await expectAuditEqualsJournal(harness);
    expect(await countOf(harness.app, "worklist", `run_id = ${run}`)).toBe(0);
  });

  test("leaves alone who is held since the plan", async () => {
    const harness = await appHarness(on, { people: people(4) });
    harness.startWorkers();
    const run = await harness.plan({ policy: everybody("exclude: { legalHold: { customKey: hold } }") });
    await harness.reach(run, "planned");
    await harness.sandbox.edit("user 2", { custom: { hold: "case" } });
    await approve(run, "cli", harness.context);
    await harness.reach(run, "done");
    expect(await harness.outcomes("user 1", "user 2")).toEqual(["scrubbed", "excluded legal_hold"]);
    await expectAuditEqualsJournal(harness, 1);
  });

  on.both(
    "over listed users takes each once, says who is unknown, and parks whom the API can't be asked about",
    async () => {
      const harness = await appHarness(on, {
        people: [...people(120), testUser("buyer", { role: "buyer" })],
      });
      harness.startWorkers();
      const ids = [...people(120).map(({ id }) => String(id)), "buyer", "nobody", "..", "user 1", "nobody"];
      const run = await harness.plan({
        ids,
        autoApply: true,
        policy: everybody("exclude: { roles: [buyer] }"),
      });
      const { tally } = await harness.reach(run, "done");
      expect(tally).toMatchObject({
        toScrub: 120,
        notFound: 1,
        failed: 1,
        excluded: { role: 1 },
        reads: 120,
        edits: 2,
      });
      const ends = await harness.outcomes("user 1", "buyer", "nobody", "..");
      expect(ends).toEqual(["scrubbed", "excluded role", "not_found", "failed API_ID_UNADDRESSABLE"]);
      expect(await harness.entries()).toHaveLength(123);
      await expectAuditEqualsJournal(harness);
      expect((await harness.sandbox.users()).has("nobody")).toBe(false);
    },
  );

  test("takes only whom its policy selects", async () => {
    const harness = await appHarness(on, {
      people: [
        testUser("seller", { role: "seller" }),
        testUser("old"),
        testUser("new", { createdAt: Date.now() }),
      ],
    });
    harness.startWorkers();
    const limits = "limits: { maxUsers: 100, maxShare: 100% }";
    for (const [select, selected] of [
      ["{ roles: [seller] }", ["seller"]],
      ["{ inactiveFor: 2 years }", ["old"]],
    ] as const) {
      const before = (await harness.sandbox.journal()).length;
      const run = await harness.plan({ policy: policy(`select: ${select}\n${limits}`), autoApply: true });
      await harness.reach(run, "done");
      const edited = (await harness.sandbox.journal()).slice(before).map(({ user }) => user);
      expect(edited).toEqual(selected);
    }
  });

  test("on demand ignores selection and limits, and runs beside a sweep", async () => {
    const harness = await appHarness(on, { people: people(5) });
    await harness.plan();
    harness.startWorkers();
    const narrow = policy("select: { roles: [nobody] }\nlimits: { maxUsers: 1, maxShare: 1% }");
    const run = await harness.plan({
      kind: "erasure",
      policy: narrow,
      autoApply: true,
      ids: ["user 1", "user 3", "x"],
    });
    await harness.reach(run, "done");
    expect(await harness.outcomes("user 1", "user 3", "x")).toEqual(["scrubbed", "scrubbed", "not_found"]);
    expect((await harness.entries(run)).every(({ kind }) => kind === "erasure")).toBe(true);
  });
});

describePostgres("reconciling", (on) => {
  test("gives up plans that are too old", async () => {
    const harness = await appHarness(on, { people: people(3) });
    const old = await harness.plan();
    const workers = harness.startWorkers();
    await harness.reach(old, "planned");
    await workers.close(1_000);
    const later = new Date(Date.now() + 25 * 3_600_000);
    await reconcile({ ...harness.context, clock: () => later });
    expect(await harness.app.runs.get(old)).toMatchObject({ state: "cancelled", code: "PLAN_TOO_OLD" });
  });

  on.both("can be done any number of times, by anybody, while the work goes on", async () => {
    const harness = await appHarness(on, { people: people(300) });
    harness.startWorkers();
    const run = await harness.plan({ autoApply: true });
    for (let i = 0; i < 20; i++) await reconcile(harness.context);
    await harness.reach(run, "done");
    expect(await harness.entries()).toHaveLength(300);
    await expectAuditEqualsJournal(harness);
  });
});

describePostgres("a scrub job", (on) => {
  test.each(["exclude: { roles: [admin] }", ""])(
    "that two workers run at the same time records each change once (%s)",
    async (yaml) => {
      const harness = await appHarness(on, { people: people(30) });
      const workers = harness.startWorkers();
      const run = await harness.plan({ policy: everybody(yaml) });
      await harness.reach(run, "planned");
      await workers.close(1_000);
      await harness.app.runs.approve(run, "cli", new Date());
      const data = { run, batch: 0, kind: "sweep" as const };
      await Promise.all(
        Array.from({ length: 3 }, () => scrub.run(data, harness.contextOn(harness.app.ledger), control)),
      );
      expect(await harness.entries()).toHaveLength(30);
      expect(await harness.app.batches.progress(run)).toMatchObject({ scrubbed: 30 });
      await expectAuditEqualsJournal(harness);
    },
  );

  on.both(
    "that is given up parks its users, says whether an edit may have been sent, and loses nothing by a retry",
    async () => {
      const harness = await appHarness(on, { people: people(150) });
      const workers = harness.startWorkers();
      const run = await harness.plan();
      await harness.reach(run, "planned");
      await workers.close(1_000);
      await harness.app.runs.approve(run, "cli", new Date());
      await harness.app.batches.start(run, 0);
      const edited = people(150).slice(75);
      const { editClaims, pseudonyms } = harness.app;
      await editClaims.take(
        run,
        edited.map(({ id }) => pseudonyms.subject(String(id))),
      );
      for (const { id } of edited) await harness.sandbox.edit(String(id), { name: "[DELETED]", email: null });
      for (const batch of [0, 1])
        await scrub.giveUp({ run, batch, kind: "sweep" }, harness.context, "API_UNAVAILABLE");
      expect(await harness.app.worklist.parked(run)).toEqual({
        API_UNAVAILABLE: 50,
        UNVERIFIED_API_UNAVAILABLE: 100,
      });
      await harness.app.runs.finish(run, "applying", new Date());
      await harness.app.runs.retryParked(run, fresh);
      harness.startWorkers();
      await reconcile(harness.context);
      await harness.reach(run, "done");
      expect(await harness.app.batches.progress(run)).toMatchObject({ scrubbed: 150, failed: 0 });
      await expectAuditEqualsJournal(harness);
    },
  );

  test("does nothing for a run that is not applied, and nothing for a batch that is done", async () => {
    const harness = await appHarness(on, { people: people(3) });
    const workers = harness.startWorkers();
    const run = await harness.plan();
    await harness.reach(run, "planned");
    await workers.close(1_000);
    const data = { run, batch: 0, kind: "sweep" as const };
    expect(await scrub.run(data, harness.context, control)).toBe("done");
    await scrub.giveUp(data, harness.context, "CODE");
    expect([await harness.sandbox.journal(), await harness.entries()]).toEqual([[], []]);
    await harness.app.runs.approve(run, "cli", new Date());
    await scrub.run(data, harness.context, control);
    await harness.sandbox.edit("user 1", { phone: ["+1"] });
    await scrub.run(data, harness.context, control);
    expect((await harness.sandbox.users()).get("user 1")?.phone).toEqual(["+1"]);
    expect(await harness.entries()).toHaveLength(3);
  });
});
