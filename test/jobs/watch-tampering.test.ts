import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { watch as watchJob } from "../../jobs/watch.js";
import type { OverviewView } from "../../src/contracts/overview.js";
import type { WatchView } from "../../src/contracts/watches.js";
import type { Output } from "../../src/cli/io/output.js";
import { reportWatch } from "../../src/cli/lines/watch-report.js";
import { rows } from "../../src/ledger/database.js";
import { startWatch } from "../../src/service/watch/start.js";
import { dashboardHarness } from "../dashboard/dashboard-harness.js";
import { testUser } from "../erasure/erasure-harness.js";
import { apiCaller } from "../server/api-caller.js";
import { describePostgres } from "../support/ledger.js";
import { until } from "../support/until.js";
import { appHarness, policy, type AppHarness } from "./app-harness.js";

const control = { signal: new AbortController().signal };

/** What somebody does who can write to the database, and has no key. */
const tampered = ({ app }: AppHarness, statement: string) => app.ledger.db.execute(sql.raw(statement));
const changed = (harness: AppHarness, run: number) =>
  tampered(harness, `update scrubjay.runs set created_by = 'somebody' where id = ${run}`);

/** What the command says of a watch that has ended. */
function reported(watch: WatchView) {
  const told = { lines: "", exitCode: 0 };
  const out = {
    result: (_: unknown, lines: string[]) => (told.lines = lines.join("\n")),
    fail: (code = 1) => (told.exitCode = code),
  };
  reportWatch(watch, undefined, out as unknown as Output);
  return told;
}

describePostgres("a watch over people of a run that somebody changed", (on) => {
  /** Ann and Bob were erased by a run each, under one policy; both are back. */
  const open = async () => {
    const harness = await appHarness(on, { people: ["ann", "bob"].map((id) => testUser(id)) });
    const workers = harness.startWorkers();
    const erase = async (id: string) => {
      const run = await harness.plan({ kind: "erasure", ids: [id], autoApply: true });
      await harness.reach(run, "done");
      return run;
    };
    const [ann, bob] = [await erase("ann"), await erase("bob")];
    for (const id of ["ann", "bob"]) await harness.sandbox.edit(id, { name: `${id} again` });
    const call = apiCaller(harness);
    const begin = () =>
      startWatch({ mode: "watch", onComeback: "scrub", autoApply: true, by: "cli" }, harness.context);
    const ended = (id: number) =>
      until("the watch has ended", async () => {
        const { body } = await call<WatchView>(`GET /v1/watches/${id}`);
        return ["done", "failed"].includes(body.state) && body;
      });
    const nameOf = async (id: string) => (await harness.sandbox.users()).get(id)?.name;
    const needs = async () => (await call<OverviewView>("GET /v1/overview")).body.needs;
    return { harness, workers, ann, bob, begin, ended, nameOf, needs };
  };

  on.both("scrubs the others again, ends, and says of whom it couldn't tell", async () => {
    const { harness, ann, begin, ended, nameOf, needs } = await open();
    await changed(harness, ann);
    const watch = await ended(await begin());
    expect(watch).toMatchObject({ state: "done", code: "POLICY_UNREADABLE", known: 2, cameBack: 1 });
    expect(watch.found).toMatchObject({ people: 1, scrubbed: 1 });
    expect(watch.unjudged).toEqual({ people: 1, runs: [ann] });
    expect([await nameOf("ann"), await nameOf("bob")]).toEqual(["ann again", "[DELETED]"]);
    const need = { kind: "watch_unjudged", level: "now", count: 1, run: ann, watch: watch.id };
    expect(await needs()).toContainEqual(expect.objectContaining(need));
    expect(reported(watch)).toEqual({
      lines: expect.stringContaining(
        `NOT JUDGED: the policy of run ${ann} couldn't be read, so nobody knows whether 1 erased person is blank.`,
      ) as string,
      exitCode: 1,
    });
    const vera = await dashboardHarness(harness.app, { context: harness.context }).visitor("viewer", "vera");
    expect(await vera.page(`/comebacks/watches/${watch.id}`)).toMatch(
      new RegExp(`Whom <a href="/runs/${ann}">run ${ann}</a> erased: its policy can’t be read`),
    );
    expect(await vera.page("/")).toContain("1 erased person isn’t watched");
  });

  test("goes on to tell of everybody once the run is as it was", async () => {
    const { harness, ann, begin, ended, nameOf, needs } = await open();
    await changed(harness, ann);
    await ended(await begin());
    await tampered(harness, `update scrubjay.runs set created_by = 'cli' where id = ${ann}`);
    expect(await ended(await begin())).toMatchObject({ state: "done", code: null, unjudged: null });
    expect(await nameOf("ann")).toBe("[DELETED]");
    expect((await needs()).map(({ kind }) => kind)).not.toContain("watch_unjudged");
  });

  test.each([
    ["is gone", (run: number) => `delete from scrubjay.runs where id = ${run}`],
    [
      "says that it has another policy",
      (run: number, other: number) =>
        `update scrubjay.runs r set policy = o.policy, policy_digest = o.policy_digest from scrubjay.runs o
         where r.id = ${run} and o.id = ${other}`,
    ],
  ])("does so too where the run %s", async (_, change) => {
    const { harness, ann, bob, begin, ended, nameOf } = await open();
    await tampered(harness, change(ann, bob));
    const watch = await ended(await begin());
    expect(watch).toMatchObject({
      state: "done",
      unjudged: { people: 1, runs: [ann] },
      found: { scrubbed: 1 },
    });
    expect([await nameOf("ann"), await nameOf("bob")]).toEqual(["ann again", "[DELETED]"]);
  });

  test("only tells of whom it found back before the run was changed, and keeps no ID of theirs", async () => {
    const { harness, workers, ann, begin, ended, nameOf } = await open();
    await workers.close(1_000);
    const id = await begin();
    const watches = Object.assign(Object.create(harness.context.watches) as typeof harness.context.watches, {
      erasersToScrub: async (watchId: number) => {
        const erasers = await harness.context.watches.erasersToScrub(watchId);
        await changed(harness, ann);
        return erasers;
      },
    });
    await watchJob.run({ watch: id }, { ...harness.context, watches }, control);
    harness.startWorkers();
    const watch = await ended(id);
    expect(watch).toMatchObject({ state: "done", code: "POLICY_UNREADABLE", cameBack: 2 });
    expect(watch.found).toMatchObject({ people: 2, scrubbed: 1, reported: 1, toScrub: 0 });
    expect(watch.unjudged).toEqual({ people: 1, runs: [ann] });
    expect([await nameOf("ann"), await nameOf("bob")]).toEqual(["ann again", "[DELETED]"]);
    const kept = sql`select 1 from scrubjay.comebacks where watch_id = ${id} and sealed is not null`;
    expect(await rows(harness.context.db, kept)).toEqual([]);
  });

  test("keeps a limit's code beside its own", async () => {
    const tight = policy("select: { all: true }\nlimits: { maxUsers: 1, maxShare: 100% }");
    const harness = await appHarness(on, { people: ["ann", "bob", "cy"].map((id) => testUser(id)) });
    harness.startWorkers();
    const runs: number[] = [];
    for (const id of ["ann", "bob", "cy"]) {
      const run = await harness.plan({ kind: "erasure", policy: tight, ids: [id], autoApply: true });
      await harness.reach(run, "done");
      runs.push(run);
      await harness.sandbox.edit(id, { name: "Back" });
    }
    await changed(harness, runs[0] ?? 0);
    const id = await startWatch(
      { mode: "watch", onComeback: "scrub", autoApply: true, by: "cli" },
      harness.context,
    );
    const watch = await until("the watch is done", async () => {
      const found = await harness.context.watches.get(id);
      return found.state === "done" && found;
    });
    expect(watch.code?.split(",")).toEqual(["POLICY_UNREADABLE", "max_users"]);
  });
});
