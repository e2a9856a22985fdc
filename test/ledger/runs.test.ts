import pg from "pg";
import { expect, onTestFinished, test } from "vitest";
import { coded } from "../support/coded.js";
import { isFailure } from "../../src/base/errors.js";
import { openServerLedger } from "../../src/ledger/open.js";
import type { RunState } from "../../src/model/run-lifecycle.js";
import {
  appOn,
  countOf,
  describeLedgers,
  MASTER_KEY,
  newRun,
  plannedUser,
  type App,
} from "../support/ledger.js";
import { createDatabase } from "../support/postgres.js";
import { until } from "../support/until.js";

const now = new Date("2030-01-01T00:00:00Z");
const fresh = { handledBefore: 0, failedBefore: 0 };

/** A run in `state`, made by the steps that lead there, with one user to scrub and one parked where there can be one. */
async function runIn(app: App, state: RunState): Promise<number> {
  const run = await newRun(app, { kind: "erasure" });
  const page = [plannedUser("a", { batch: 0 }), plannedUser("b", { batch: 1 })];
  await app.worklist.addPage(app.ledger.db, run, { page: 0, cursor: null }, page);
  if (state === "planning") return run;
  if (state === "plan_failed") await app.runs.failPlan(run, "CODE");
  else if (state === "refused")
    await app.runs.finishPlan(run, { refusal: "max_users", autoApply: false, scanMac: "" }, now);
  else {
    await app.runs.finishPlan(run, { refusal: null, autoApply: false, scanMac: "" }, now);
    if (state === "planned") return run;
    await app.runs.approve(run, "cli", now);
    const failed = {
      subject: "a",
      evidence: "a",
      salt: null,
      outcome: "failed" as const,
      reason: "CODE",
      fields: [],
      remaining: ["email"],
    };
    const unseen = {
      customKeys: null,
      idLooksLike: null,
      verification: null,
      verifiedAt: null,
      attempts: 1,
      round: 1,
      retry: { fields: [], customKeys: [], mac: "mac" },
    };
    await app.batches.finish(await app.runs.get(run), 0, [{ ...failed, ...unseen }]);
    if (state === "stopped") await app.runs.stop(run, "ERROR_RATE");
    if (state === "cancelling" || state === "cancelled") await app.runs.cancel(run, new Date());
    if (state === "cancelled") await app.runs.finish(run, "cancelling", now);
    if (state === "done") await app.runs.finish(run, "applying", now);
  }
  expect((await app.runs.get(run)).state).toBe(state);
  return run;
}

const STATES = [
  "planning",
  "planned",
  "refused",
  "plan_failed",
  "applying",
  "stopped",
  "cancelling",
  "cancelled",
  "done",
] as const;

/** Every step, and where it leads from the states that allow it. */
const STEPS: Record<
  string,
  { step: (app: App, run: number) => Promise<unknown>; to: Partial<Record<RunState, RunState>> }
> = {
  "complete the plan": {
    step: ({ runs }, run) => runs.finishPlan(run, { refusal: null, autoApply: false, scanMac: "" }, now),
    to: { planning: "planned" },
  },
  "refuse the plan": {
    step: ({ runs }, run) =>
      runs.finishPlan(run, { refusal: "max_users", autoApply: false, scanMac: "" }, now),
    to: { planning: "refused" },
  },
  "fail the plan": { step: ({ runs }, run) => runs.failPlan(run, "CODE"), to: { planning: "plan_failed" } },
  approve: { step: ({ runs }, run) => runs.approve(run, "cli", now), to: { planned: "applying" } },
  expire: { step: ({ runs }, run) => runs.expire(run, "PLAN_TOO_OLD", now), to: { planned: "cancelled" } },
  stop: { step: ({ runs }, run) => runs.stop(run, "ERROR_RATE"), to: { applying: "stopped" } },
  resume: {
    step: ({ runs }, run) => runs.resume(run, fresh),
    to: { stopped: "applying", plan_failed: "planning" },
  },
  "end applying": { step: ({ runs }, run) => runs.finish(run, "applying", now), to: { applying: "done" } },
  "end cancelling": {
    step: ({ runs }, run) => runs.finish(run, "cancelling", now),
    to: { cancelling: "cancelled" },
  },
  cancel: {
    step: ({ runs }, run) => runs.cancel(run, new Date()).then(() => true),
    to: {
      planning: "cancelling",
      planned: "cancelled",
      plan_failed: "cancelled",
      applying: "cancelling",
      stopped: "cancelling",
    },
  },
  "retry parked users": {
    step: ({ runs }, run) => runs.retryParked(run, fresh).then((count) => count > 0),
    to: { stopped: "applying", done: "applying" },
  },
};

describeLedgers("runs", (on) => {
  for (const [name, { step, to }] of Object.entries(STEPS)) {
    test(`${name} is possible from ${Object.keys(to).join(", ")} and from nowhere else`, async () => {
      for (const state of STATES) {
        const app = on.app();
        const run = await runIn(app, state);
        const before = await app.runs.get(run);
        const done: unknown = await step(app, run).catch((error: unknown) => error);
        const after = await app.runs.get(run);
        if (to[state]) {
          expect([state, done, after.state]).toEqual([state, true, to[state]]);
        } else {
          expect([state, done === false || isFailure(done, "RUN_STATE")]).toEqual([state, true]);
          expect(after).toEqual(before);
        }
      }
    });
  }

  test("a second sweep of the app is refused and told which run is at work", async () => {
    const app = on.app();
    const first = await newRun(app);
    await expect(newRun(app)).rejects.toMatchObject({ code: "SWEEP_ACTIVE", facts: { run: first } });
    await app.runs.finishPlan(first, { refusal: null, autoApply: false, scanMac: "" }, now);
    const second = await newRun(app);
    await expect(app.runs.approve(first, "cli", now)).rejects.toMatchObject({ facts: { run: second } });
    await app.runs.failPlan(second, "CODE");
    expect(await app.runs.approve(first, "cli", now)).toBe(true);
    await expect(app.runs.resume(second, fresh)).rejects.toThrow(coded("SWEEP_ACTIVE"));
    expect((await app.runs.get(second)).state).toBe("plan_failed");
  });

  test("of many sweeps created at once one is made", async () => {
    const app = on.app();
    const made = await Promise.allSettled(Array.from({ length: 6 }, () => newRun(app)));
    const refused = made.filter((one) => one.status === "rejected").map(({ reason }) => reason as unknown);
    expect(refused).toHaveLength(5);
    for (const error of refused) expect(error).toEqual(coded("SWEEP_ACTIVE"));
    expect(await app.runs.latest(10)).toHaveLength(1);
  });

  test("an active sweep hinders neither an erasure nor another app", async () => {
    const app = on.app();
    await newRun(app);
    await newRun(app, { kind: "erasure" });
    await newRun(app, { kind: "erasure" });
    await newRun(on.app());
    expect(await app.runs.active()).toHaveLength(3);
  });

  test("parked users can't be retried beside another sweep, and stay parked", async () => {
    const app = on.app();
    const run = await newRun(app);
    await app.worklist.addPage(app.ledger.db, run, { page: 0, cursor: null }, [plannedUser("a")]);
    await app.runs.finishPlan(run, { refusal: null, autoApply: false, scanMac: "" }, now);
    await app.runs.approve(run, "cli", now);
    const seen = {
      evidence: "a",
      salt: null,
      customKeys: null,
      idLooksLike: null,
      verification: null,
      verifiedAt: null,
      attempts: 1,
      round: 1,
      retry: { fields: [], customKeys: [], mac: "mac" },
    };
    await app.batches.finish(await app.runs.get(run), 0, [
      { subject: "a", outcome: "failed", reason: "X", fields: [], remaining: [], ...seen },
    ]);
    await app.runs.finish(run, "applying", now);
    await newRun(app);
    await expect(app.runs.retryParked(run, fresh)).rejects.toThrow(coded("SWEEP_ACTIVE"));
    expect(await app.worklist.parked(run)).toEqual({ X: 1 });
    expect((await app.batches.get(run, 0))?.state).toBe("done");
  });

  test("parked users can be dismissed once their run is done; their entries stay", async () => {
    for (const state of STATES) {
      const app = on.app();
      const run = await runIn(app, state);
      const entries = await app.entries.of(["a"]);
      const dismissed: unknown = await app.runs.dismissParked(run).catch((error: unknown) => error);
      expect([state, isFailure(dismissed, "RUN_STATE")]).toEqual([state, state !== "done"]);
      expect(await app.entries.of(["a"])).toEqual(entries);
      if (state !== "done") continue;
      expect(dismissed).toBe(1);
      expect(await countOf(app, "worklist", `run_id = ${run}`)).toBe(0);
      expect(await app.runs.retryParked(run, fresh)).toBe(0);
    }
  });

  test("a run of another app isn't found", async () => {
    const run = await newRun(on.app());
    const { runs } = on.app();
    await expect(runs.get(run)).rejects.toThrow(coded("RUN_NOT_FOUND"));
    await expect(runs.cancel(run, new Date())).rejects.toThrow(coded("RUN_NOT_FOUND"));
    expect(await runs.failPlan(run, "CODE")).toBe(false);
  });

  test.each([
    ["a refused plan", "refused", 0],
    ["a plan that expired", "expired", 0],
    ["a cancelled run", "cancelled", 0],
    ["a finished run, but for its parked users,", "done", 1],
  ] as const)("%s keeps no reference to a user", async (_, end, kept) => {
    const app = on.app();
    const run = await runIn(app, end === "expired" ? "planned" : end);
    if (end === "expired") await app.runs.expire(run, "PLAN_TOO_OLD", now);
    expect(await countOf(app, "worklist", `run_id = ${run}`)).toBe(kept);
    expect(await countOf(app, "list_pages", `run_id = ${run}`)).toBe(0);
    expect((await app.runs.get(run)).scanCursor).toBeNull();
  });

  test("a cancellation begins no further batch, but finishes what was begun", async () => {
    const app = on.app();
    const run = await newRun(app);
    const page = [plannedUser("a", { batch: 0 }), plannedUser("b", { batch: 1 })];
    await app.worklist.addPage(app.ledger.db, run, { page: 0, cursor: null }, page);
    expect(await app.batches.start(run, 0)).toBeNull();
    await app.runs.finishPlan(run, { refusal: null, autoApply: false, scanMac: "" }, now);
    await app.runs.approve(run, "cli", now);
    expect(await app.batches.start(run, 0)).toBe(1);
    await app.runs.cancel(run, new Date());
    expect(await app.batches.start(run, 0)).toBe(2);
    expect(await app.batches.start(run, 1)).toBeNull();
    expect(await app.batches.unfinished(run, 10, true)).toEqual([0]);
  });
});

test("a batch that begins while its run is being cancelled waits for the cancellation, and is refused", async () => {
  const database = await createDatabase();
  const ledger = await openServerLedger(database.url, MASTER_KEY);
  const canceller = new pg.Client(database.url);
  await canceller.connect();
  onTestFinished(async () => {
    await canceller.end();
    await ledger.close();
  });
  const app = appOn(ledger, "app");
  const run = await newRun(app);
  await app.worklist.addPage(ledger.db, run, { page: 0, cursor: null }, [plannedUser("a")]);
  await app.runs.finishPlan(run, { refusal: null, autoApply: false, scanMac: "" }, now);
  await app.runs.approve(run, "cli", now);
  await canceller.query("begin");
  await canceller.query("update scrubjay.runs set state = 'cancelling' where id = $1", [run]);
  let isOver = false;
  const attempt = app.batches.start(run, 0).finally(() => (isOver = true));
  await until("it waits", async () => {
    const { rowCount } = await canceller.query("select from pg_locks where not granted");
    return isOver || rowCount;
  });
  await canceller.query("commit");
  expect(await attempt).toBeNull();
  expect(await app.batches.unfinished(run, 10, true)).toEqual([]);
});
