import { expect, onTestFinished, test } from "vitest";
import { approve } from "../../src/service/run/approval.js";
import { reconcile } from "../../src/service/reconcile.js";
import { scrub } from "../../jobs/scrub.js";
import { openServerLedger } from "../../src/ledger/open.js";
import { resident } from "../erasure/ward.js";
import { latch } from "../support/latch.js";
import { countOf, describePostgres, MASTER_KEY } from "../support/ledger.js";
import { until } from "../support/until.js";
import { everybody, expectAuditEqualsJournal, policy, site } from "./site.js";

const control = { signal: new AbortController().signal };
const isEdit = ({ method }: { method: string }) => method === "PUT";
const people = (n: number, fields = {}) => Array.from({ length: n }, (_, i) => resident(`user ${i}`, fields));
const fresh = { handledBefore: 0, failedBefore: 0 };

describePostgres("a run", (on) => {
  on.both(
    "over everybody, by two processes at once, leaves one entry a user and the audit equals the journal",
    async () => {
      const here = await site(on, { users: 650 });
      const other = on.url ? await openServerLedger(on.url, MASTER_KEY) : on.ledger;
      if (on.url) onTestFinished(() => other.close());
      here.startWorkers();
      here.startWorkers(here.contextOn(other));
      const run = await here.plan({ autoApply: true });
      const { tally } = await here.reach(run, "done");
      const entries = await here.entries();
      expect(entries).toHaveLength(650);
      expect(new Set(entries.map(({ subject }) => subject)).size).toBe(650);
      expect(tally).toMatchObject({ scanned: 650, selected: 650, failed: 0 });
      expect(await here.app.batches.progress(run)).toMatchObject({
        scrubbed: tally.toScrub,
        alreadyBlank: tally.alreadyBlank,
      });
      await expectAuditEqualsJournal(here);
      expect(await countOf(here.app, "worklist", `run_id = ${run}`)).toBe(0);
      expect(await countOf(here.app, "list_pages", `run_id = ${run}`)).toBe(0);
    },
  );

  test("waits for approval with nothing edited, can be approved once, and outlives a wiped Redis", async () => {
    const here = await site(on, { people: people(5) });
    here.startWorkers();
    const run = await here.plan();
    const planned = await here.reach(run, "planned");
    expect(planned.tally).toMatchObject({ toScrub: 5, fields: { name: 5, email: 5 }, edits: 1, reads: 1 });
    expect(await here.town.journal()).toEqual([]);
    const approved = await Promise.all([
      approve(run, "cli", here.context),
      approve(run, "cli", here.context),
    ]);
    expect(approved.sort()).toEqual([false, true]);
    await here.wipeRedis();
    await reconcile(here.context);
    await here.reach(run, "done");
    expect(await approve(run, "cli", here.context)).toBe(false);
    await expectAuditEqualsJournal(here);
  });

  test("that would break its limits is refused before anything is edited, and keeps nobody's reference", async () => {
    const here = await site(on, { people: people(5) });
    here.startWorkers();
    const limits = "select: { all: true }\nlimits: { maxUsers: 4, maxShare: 50% }";
    const run = await here.plan({ policy: policy(limits), autoApply: true });
    expect(await here.reach(run, "refused")).toMatchObject({ code: "max_users,max_share" });
    expect(await here.town.journal()).toEqual([]);
    expect(await countOf(here.app, "worklist", `run_id = ${run}`)).toBe(0);
  });

  on.both("in which too many fail is stopped; resumed, it goes on; the parked can be retried", async () => {
    const here = await site(on, { people: people(300) });
    const poisonous = Array.from({ length: 8 }, (_, i) => `user ${i * 11}`);
    await here.town.setFaults(poisonous.map((userId) => ({ kind: "poison", userId })));
    here.startWorkers();
    const run = await here.plan({ autoApply: true });
    expect(await here.reach(run, "stopped")).toMatchObject({ code: "ERROR_RATE" });
    await here.town.setFaults([]);
    const { scrubbed, failed } = await here.app.batches.progress(run);
    expect(failed).toBeGreaterThanOrEqual(5);
    await here.app.runs.resume(run, { handledBefore: scrubbed + failed, failedBefore: failed });
    await reconcile(here.context);
    await here.reach(run, "done");
    expect(await here.app.worklist.parked(run)).toEqual({ API_REJECTED: failed });
    expect(await here.app.runs.retryParked(run, fresh)).toBe(failed);
    await reconcile(here.context);
    await here.reach(run, "done");
    expect(await here.app.batches.progress(run)).toMatchObject({ scrubbed: 300, failed: 0 });
    await expectAuditEqualsJournal(here);
  });

  test("whose credentials are refused on the way stops with that code, and can be resumed", async () => {
    let credentials: "good" | "expiring" | "refused" = "expiring";
    const here = await site(on, {
      people: people(250),
      hooks: {
        refuse: () => (credentials === "refused" ? 401 : undefined),
        after: (passed) => void (credentials === "expiring" && isEdit(passed) && (credentials = "refused")),
      },
    });
    here.startWorkers();
    const run = await here.plan({ autoApply: true });
    expect(await here.reach(run, "stopped")).toMatchObject({ code: "API_UNAUTHORIZED" });
    expect((await here.town.journal()).length).toBeGreaterThan(0);
    credentials = "good";
    await until("the queues are quiet", async () => (await here.context.queues.get("control").count()) === 0);
    await here.app.runs.resume(run, fresh);
    await reconcile(here.context);
    await here.reach(run, "done");
    expect(await here.app.batches.progress(run)).toMatchObject({ scrubbed: 250, failed: 0 });
    await expectAuditEqualsJournal(here);
  });

  on.both("that is cancelled finishes what it began, and edits nothing more", async () => {
    const [editing, go] = [latch("an edit is sent"), latch("the edit may go on")];
    const before = async (passed: { method: string }) => {
      if (!isEdit(passed)) return;
      editing.open();
      await go.opened();
    };
    const here = await site(on, { people: people(500), hooks: { before } });
    here.startWorkers();
    const run = await here.plan({ autoApply: true });
    await editing.opened();
    await here.app.runs.cancel(run, new Date());
    await reconcile(here.context);
    go.open();
    await here.reach(run, "cancelled");
    const edited = (await here.town.journal()).length;
    expect(edited).toBeGreaterThanOrEqual(100);
    expect(edited).toBeLessThanOrEqual(200);
    await expectAuditEqualsJournal(here);
    expect(await countOf(here.app, "worklist", `run_id = ${run}`)).toBe(0);
  });

  test("leaves alone who is held since the plan", async () => {
    const here = await site(on, { people: people(4) });
    here.startWorkers();
    const run = await here.plan({ policy: everybody("exclude: { legalHold: { customKey: hold } }") });
    await here.reach(run, "planned");
    await here.town.edit("user 2", { custom: { hold: "case" } });
    await approve(run, "cli", here.context);
    await here.reach(run, "done");
    expect(await here.outcomes("user 1", "user 2")).toEqual(["scrubbed", "excluded legal_hold"]);
    await expectAuditEqualsJournal(here, 1);
  });

  on.both(
    "over listed users takes each once, says who is unknown, and parks whom the API can't be asked about",
    async () => {
      const here = await site(on, { people: [...people(120), resident("buyer", { role: "buyer" })] });
      here.startWorkers();
      const ids = [...people(120).map(({ id }) => String(id)), "buyer", "nobody", "..", "user 1", "nobody"];
      const run = await here.plan({
        ids,
        autoApply: true,
        policy: everybody("exclude: { roles: [buyer] }"),
      });
      const { tally } = await here.reach(run, "done");
      expect(tally).toMatchObject({
        toScrub: 120,
        notFound: 1,
        failed: 1,
        excluded: { role: 1 },
        reads: 120,
        edits: 2,
      });
      const ends = await here.outcomes("user 1", "buyer", "nobody", "..");
      expect(ends).toEqual(["scrubbed", "excluded role", "not_found", "failed API_ID_UNADDRESSABLE"]);
      expect(await here.entries()).toHaveLength(123);
      await expectAuditEqualsJournal(here);
      expect((await here.town.users()).has("nobody")).toBe(false);
    },
  );

  test("takes only whom its policy selects", async () => {
    const here = await site(on, {
      people: [
        resident("seller", { role: "seller" }),
        resident("old"),
        resident("new", { createdAt: Date.now() }),
      ],
    });
    here.startWorkers();
    const limits = "limits: { maxUsers: 100, maxShare: 100% }";
    for (const [select, selected] of [
      ["{ roles: [seller] }", ["seller"]],
      ["{ inactiveFor: 2 years }", ["old"]],
    ] as const) {
      const before = (await here.town.journal()).length;
      const run = await here.plan({ policy: policy(`select: ${select}\n${limits}`), autoApply: true });
      await here.reach(run, "done");
      const edited = (await here.town.journal()).slice(before).map(({ user }) => user);
      expect(edited).toEqual(selected);
    }
  });

  test("on demand ignores selection and limits, and runs beside a sweep", async () => {
    const here = await site(on, { people: people(5) });
    await here.plan();
    here.startWorkers();
    const narrow = policy("select: { roles: [nobody] }\nlimits: { maxUsers: 1, maxShare: 1% }");
    const run = await here.plan({
      kind: "erasure",
      policy: narrow,
      autoApply: true,
      ids: ["user 1", "user 3", "x"],
    });
    await here.reach(run, "done");
    expect(await here.outcomes("user 1", "user 3", "x")).toEqual(["scrubbed", "scrubbed", "not_found"]);
    expect((await here.entries(run)).every(({ kind }) => kind === "erasure")).toBe(true);
  });
});

describePostgres("reconciling", (on) => {
  test("gives up plans that are too old", async () => {
    const here = await site(on, { people: people(3) });
    const old = await here.plan();
    const workers = here.startWorkers();
    await here.reach(old, "planned");
    await workers.close(1_000);
    const later = new Date(Date.now() + 25 * 3_600_000);
    await reconcile({ ...here.context, clock: () => later });
    expect(await here.app.runs.get(old)).toMatchObject({ state: "cancelled", code: "PLAN_TOO_OLD" });
  });

  on.both("can be done any number of times, by anybody, while the work goes on", async () => {
    const here = await site(on, { people: people(300) });
    here.startWorkers();
    const run = await here.plan({ autoApply: true });
    for (let i = 0; i < 20; i++) await reconcile(here.context);
    await here.reach(run, "done");
    expect(await here.entries()).toHaveLength(300);
    await expectAuditEqualsJournal(here);
  });
});

describePostgres("a scrub job", (on) => {
  test.each(["exclude: { roles: [admin] }", ""])(
    "that two workers run at the same time records each change once (%s)",
    async (yaml) => {
      const here = await site(on, { people: people(30) });
      const workers = here.startWorkers();
      const run = await here.plan({ policy: everybody(yaml) });
      await here.reach(run, "planned");
      await workers.close(1_000);
      await here.app.runs.approve(run, "cli", new Date());
      const data = { run, batch: 0, kind: "sweep" as const };
      await Promise.all(
        Array.from({ length: 3 }, () => scrub.run(data, here.contextOn(here.app.ledger), control)),
      );
      expect(await here.entries()).toHaveLength(30);
      expect(await here.app.batches.progress(run)).toMatchObject({ scrubbed: 30 });
      await expectAuditEqualsJournal(here);
    },
  );

  on.both(
    "that is given up parks its users, says whether an edit may have been sent, and loses nothing by a retry",
    async () => {
      const here = await site(on, { people: people(150) });
      const workers = here.startWorkers();
      const run = await here.plan();
      await here.reach(run, "planned");
      await workers.close(1_000);
      await here.app.runs.approve(run, "cli", new Date());
      await here.app.batches.start(run, 0);
      for (const { id } of people(150).slice(75))
        await here.town.edit(String(id), { name: "[DELETED]", email: null });
      for (const batch of [0, 1])
        await scrub.giveUp({ run, batch, kind: "sweep" }, here.context, "API_UNAVAILABLE");
      expect(await here.app.worklist.parked(run)).toEqual({
        API_UNAVAILABLE: 50,
        UNVERIFIED_API_UNAVAILABLE: 100,
      });
      await here.app.runs.finish(run, "applying", new Date());
      await here.app.runs.retryParked(run, fresh);
      here.startWorkers();
      await reconcile(here.context);
      await here.reach(run, "done");
      expect(await here.app.batches.progress(run)).toMatchObject({ scrubbed: 150, failed: 0 });
      await expectAuditEqualsJournal(here);
    },
  );

  test("does nothing for a run that is not applied, and nothing for a batch that is done", async () => {
    const here = await site(on, { people: people(3) });
    const workers = here.startWorkers();
    const run = await here.plan();
    await here.reach(run, "planned");
    await workers.close(1_000);
    const data = { run, batch: 0, kind: "sweep" as const };
    expect(await scrub.run(data, here.context, control)).toBe("done");
    await scrub.giveUp(data, here.context, "CODE");
    expect([await here.town.journal(), await here.entries()]).toEqual([[], []]);
    await here.app.runs.approve(run, "cli", new Date());
    await scrub.run(data, here.context, control);
    await here.town.edit("user 1", { phone: ["+1"] });
    await scrub.run(data, here.context, control);
    expect((await here.town.users()).get("user 1")?.phone).toEqual(["+1"]);
    expect(await here.entries()).toHaveLength(3);
  });

  test("whose sealed reference was changed stops the run instead of parking everybody", async () => {
    const here = await site(on, { people: people(3) });
    const workers = here.startWorkers();
    const run = await here.plan();
    await here.reach(run, "planned");
    await workers.close(1_000);
    await here.app.runs.approve(run, "cli", new Date());
    await here.app.ledger.db.execute(
      `update scrubjay.worklist w set sealed = (select sealed from scrubjay.worklist o where o.run_id = w.run_id and o.subject <> w.subject limit 1)
       where run_id = ${run}`,
    );
    await scrub.run({ run, batch: 0, kind: "sweep" }, here.context, control);
    expect(await here.app.runs.get(run)).toMatchObject({ state: "stopped", code: "SEAL_BROKEN" });
    expect([await here.town.journal(), await here.entries()]).toEqual([[], []]);
  });
});
