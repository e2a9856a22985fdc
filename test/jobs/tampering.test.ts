import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import type { Actor } from "../../src/ledger/evidence/actor.js";
import { approve } from "../../src/service/run/approval.js";
import { approveRun } from "../../src/service/run/approve.js";
import { maintainRequests } from "../../src/service/request/maintain.js";
import { startRequests } from "../../src/service/request/start.js";
import type { RunView } from "../../src/contracts/runs.js";
import { apiCaller } from "../server/api-caller.js";
import { reach, runOf, submitRequest } from "./requests-by-test.js";
import { reconcile } from "../../src/service/reconcile.js";
import { coded } from "../support/coded.js";
import { testUser } from "../erasure/erasure-harness.js";
import { describePostgres } from "../support/ledger.js";
import { appHarness, everybody, type AppHarness } from "./app-harness.js";

const { signal } = new AbortController();
const OWNER: Actor = { name: "ann", role: "owner" };
const blank = { name: "[DELETED]", email: null };
const people = ["ann", "bob", "cy", "di"].map((id) => testUser(id));

/** What somebody does who can write to the database, and has no key. */
const tampered = ({ app }: AppHarness, statement: string) => app.ledger.db.execute(sql.raw(statement));

/** A plan over these people, its rows changed, and approved. */
async function applied(harness: AppHarness, change: (run: number) => string): Promise<number> {
  const run = await harness.plan();
  harness.startWorkers();
  await harness.reach(run, "planned");
  await tampered(harness, change(run));
  await approve(run, "cli", harness.context);
  return run;
}

const unedited = async ({ sandbox }: AppHarness) => expect(await sandbox.journal()).toEqual([]);

describePostgres("whoever can only write to the database", (on) => {
  const subject = (harness: AppHarness, id: string) => harness.app.pseudonyms.subject(id);

  test.each<[what: string, change: (run: number, subjectOf: (id: string) => string) => string]>([
    [
      "calls people blank",
      (run) => `update scrubjay.worklist set intent = 'already_blank', fields = '{}' where run_id = ${run}`,
    ],
    [
      "calls people excluded",
      (run) => `update scrubjay.worklist set intent = 'excluded', reason = 'role' where run_id = ${run}`,
    ],
    [
      "gives somebody's erasure to somebody else",
      (run, subjectOf) =>
        `update scrubjay.worklist w set evidence = o.evidence, salt = o.salt from scrubjay.worklist o
         where w.run_id = ${run} and o.run_id = ${run} and w.subject = '${subjectOf("ann")}' and o.subject = '${subjectOf("bob")}'`,
    ],
    [
      "has less recorded than is blanked",
      (run) => `update scrubjay.worklist set fields = '{name}' where run_id = ${run}`,
    ],
    [
      "moves somebody's reference to another row",
      (run, subjectOf) =>
        `update scrubjay.worklist w set sealed = o.sealed from scrubjay.worklist o
         where w.run_id = ${run} and o.run_id = ${run} and w.subject = '${subjectOf("ann")}' and o.subject = '${subjectOf("bob")}'`,
    ],
    ["takes the proof away", (run) => `update scrubjay.worklist set mac = null where run_id = ${run}`],
  ])("who %s stops the run, before anybody is edited or recorded", async (_, change) => {
    const harness = await appHarness(on, { people });
    const run = await applied(harness, (id) => change(id, (userId) => subject(harness, userId)));
    expect(await harness.reach(run, "stopped")).toMatchObject({ code: "RUN_CHANGED" });
    await unedited(harness);
    expect(await harness.entries(run)).toEqual([]);
  });

  test("who takes people out of a plan doesn't get a run that is done", async () => {
    const harness = await appHarness(on, { people });
    const without = (run: number) =>
      `delete from scrubjay.worklist where run_id = ${run} and subject = '${subject(harness, "ann")}'`;
    const run = await applied(harness, without);
    expect(await harness.reach(run, "stopped")).toMatchObject({ code: "PEOPLE_MISSING" });
    expect(await harness.entries(run)).toHaveLength(3);
    expect((await harness.sandbox.users()).get("ann")).toMatchObject({ name: "Name of ann" });
  });

  test("who has rows called done before they are doesn't either", async () => {
    const harness = await appHarness(on, { people });
    const done = (run: number) =>
      `update scrubjay.worklist set state = 'done', sealed = null where run_id = ${run} and subject = '${subject(harness, "ann")}'`;
    const run = await applied(harness, done);
    expect(await harness.reach(run, "stopped")).toMatchObject({ code: "PEOPLE_MISSING" });
  });

  test("who also changes what the plan counted has nothing applied, or nothing called done", async () => {
    const harness = await appHarness(on, { people });
    const fewer = (run: number) =>
      `update scrubjay.runs set tally = jsonb_set(tally, '{selected}', '3') where id = ${run};
       delete from scrubjay.worklist where run_id = ${run} and subject = '${subject(harness, "ann")}'`;
    const run = await harness.plan();
    harness.startWorkers();
    await harness.reach(run, "planned");
    for (const one of fewer(run).split(";")) await tampered(harness, one);
    await expect(approveRun(run, OWNER, harness.context, signal)).rejects.toThrow(coded("RUN_CHANGED"));
    await approve(run, "cli", harness.context);
    expect(await harness.reach(run, "stopped")).toMatchObject({ code: "RUN_CHANGED" });
  });

  test("who gives a run the policy of another one has nothing blanked by it", async () => {
    const harness = await appHarness(on, { people });
    const other = await harness.plan({ kind: "erasure", ids: ["nobody"] });
    const foreign = (run: number) =>
      `update scrubjay.runs r set policy = o.policy, policy_digest = o.policy_digest from scrubjay.runs o
       where r.id = ${run} and o.id = ${other}`;
    const run = await applied(harness, foreign);
    expect(await harness.reach(run, "stopped")).toMatchObject({ code: "SEAL_BROKEN" });
    await unedited(harness);
  });

  test("who has a run approve itself only makes it unreadable", async () => {
    const harness = await appHarness(on, { people });
    const run = await harness.plan();
    await tampered(harness, `update scrubjay.runs set auto_apply = true where id = ${run}`);
    harness.startWorkers();
    expect(await harness.reach(run, "plan_failed")).toMatchObject({ code: "SEAL_BROKEN" });
    await unedited(harness);
  });

  test("who has pages skipped while a plan is made fails the plan", async () => {
    const harness = await appHarness(on, { people });
    const run = await harness.plan();
    await tampered(harness, `update scrubjay.runs set scan_page = 1 where id = ${run}`);
    harness.startWorkers();
    expect(await harness.reach(run, "plan_failed")).toMatchObject({ code: "RUN_CHANGED" });
  });

  test("who changes the rows of a run that is being cancelled keeps it from nothing", async () => {
    const harness = await appHarness(on, { people });
    const run = await harness.plan();
    const workers = harness.startWorkers();
    await harness.reach(run, "planned");
    await workers.close(1_000);
    await approve(run, "cli", harness.context);
    await harness.app.batches.start(run, 0);
    await harness.app.runs.cancel(run, new Date());
    await tampered(harness, `update scrubjay.worklist set fields = '{}' where run_id = ${run}`);
    harness.startWorkers();
    await harness.reach(run, "cancelled");
    expect(await harness.entries(run)).toEqual([]);
    await unedited(harness);
  });
});

describePostgres("one run that somebody changed", (on) => {
  /** What steers a run beside its policy: the policy doesn't open beside another maker. */
  const changed = (harness: AppHarness, run: number) =>
    tampered(harness, `update scrubjay.runs set created_by = 'somebody' where id = ${run}`);

  test("fails the request that it was for, and keeps nobody else waiting", async () => {
    const harness = await appHarness(on, { people });
    const [first, second] = await Promise.all([
      submitRequest(harness, { userIds: ["ann"] }),
      submitRequest(harness, { userIds: ["bob"] }),
    ]);
    await startRequests(harness.context);
    const run = await runOf(harness, first);
    await changed(harness, run);
    harness.startWorkers();
    await reach(harness, second, "completed");
    await harness.reach(run, "plan_failed");
    await maintainRequests(harness.context);
    await reach(harness, first, "failed");
    expect(await harness.context.requests.get(first)).toMatchObject({ code: "SEAL_BROKEN" });
    await reconcile(harness.context);
    expect((await harness.sandbox.users()).get("ann")).toMatchObject({ name: "Name of ann" });
  });

  test("is given up as a plan, is shown with the others, and hides none of them", async () => {
    const harness = await appHarness(on, { people });
    const [one, other] = [await harness.plan(), await harness.plan({ kind: "erasure", ids: ["ann"] })];
    const workers = harness.startWorkers();
    for (const run of [one, other]) await harness.reach(run, "planned");
    await workers.close(1_000);
    await changed(harness, other);
    await expect(approveRun(other, OWNER, harness.context, signal)).rejects.toThrow(coded("RUN_CHANGED"));
    const call = apiCaller(harness);
    const { runs } = (await call<{ runs: RunView[] }>("GET /v1/runs")).body;
    expect(runs.map(({ run, limits }) => [run, limits !== null])).toEqual([
      [other, false],
      [one, true],
    ]);
    await reconcile(harness.context);
    expect(await harness.app.runs.get(other)).toMatchObject({ state: "cancelled", code: "RUN_CHANGED" });
    expect(await harness.app.runs.get(one)).toMatchObject({ state: "planned" });
    await expect(approveRun(other, OWNER, harness.context, signal)).rejects.toThrow(coded("RUN_CHANGED"));
  });
});

describePostgres("a plan of before plans were authenticated", (on) => {
  test("is given up and says so; what is under way goes on, and everybody is read before their edit", async () => {
    const harness = await appHarness(on, { people });
    const { encryption } = harness.context;
    const planned = await harness.plan();
    const workers = harness.startWorkers();
    await harness.reach(planned, "planned");
    const underway = await harness.plan({ kind: "erasure", ids: ["ann", "bob"] });
    await harness.reach(underway, "planned");
    await workers.close(1_000);
    await approve(underway, "cli", harness.context);
    const old = encryption.ofLedger().encrypt(JSON.stringify(everybody()), "policy");
    await tampered(harness, `update scrubjay.runs set policy = '${old}', scan_mac = null`);
    await tampered(harness, `update scrubjay.worklist set mac = null`);
    await harness.sandbox.edit("ann", blank);
    await reconcile(harness.context);
    expect(await harness.app.runs.get(planned)).toMatchObject({ state: "cancelled", code: "PLAN_UNBOUND" });
    await expect(approveRun(planned, OWNER, harness.context, signal)).rejects.toThrow(
      /didn't authenticate plans/,
    );
    harness.startWorkers();
    await harness.reach(underway, "done");
    expect(await harness.outcomes("ann", "bob")).toEqual(["already_blank", "scrubbed"]);
  });
});
