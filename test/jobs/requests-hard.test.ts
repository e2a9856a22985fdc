import { sql } from "drizzle-orm";
import pg from "pg";
import { expect, test } from "vitest";
import type { JobContext } from "../../src/service/context.js";
import { lookup } from "../../jobs/lookup.js";
import { reconcile } from "../../src/service/reconcile.js";
import { settleRequests } from "../../src/service/request/settle.js";
import { startRequests } from "../../src/service/request/start.js";
import { stopRun } from "../../src/service/run/stop.js";
import { maintainRequests } from "../../src/service/request/maintain.js";
import { rows } from "../../src/ledger/database.js";
import { cancelRequest } from "../../src/service/request/cancel.js";
import { pauseRun } from "../../src/service/run/pause.js";
import { resumeRun } from "../../src/service/run/resume.js";
import { retryRequest } from "../../src/service/request/retry.js";
import { latch } from "../support/latch.js";
import { countOf, describePostgres } from "../support/ledger.js";
import { until } from "../support/until.js";
import { ACTOR, submitRequest, placeHold, person, reach, runOf, stateOf, steps } from "./requests-by-test.js";
import { expectAuditEqualsJournal, appHarness } from "./app-harness.js";

const never = new AbortController().signal;

/** The same context, whose process is killed at its `n`th statement that writes about a request or a run. */
function killedAt(context: JobContext, n: number): JobContext {
  let calls = 0;
  const mortal = <T extends object>(repository: T): T =>
    new Proxy(repository, {
      get(target, name, receiver) {
        const value: unknown = Reflect.get(target, name, receiver);
        if (typeof value !== "function") return value;
        return (...args: unknown[]): unknown => {
          calls += 1;
          if (calls === n) throw new Error("killed");
          return (value as (...all: unknown[]) => unknown).apply(target, args);
        };
      },
    });
  const { requests, requestSubjects, runs, lookups, outbox, suppression } = context;
  return {
    ...context,
    requests: mortal(requests),
    requestSubjects: mortal(requestSubjects),
    runs: mortal(runs),
    lookups: mortal(lookups),
    outbox: mortal(outbox),
    suppression: mortal(suppression),
  };
}

describePostgres("requests in hard times", (on) => {
  test("a run that is stopped while it edits somebody is finished before the request says how it ended", async () => {
    const [editing, resume] = [latch("an edit"), latch("the edit goes on")];
    let isFirst = true;
    const hooks = {
      after: async ({ method }: { method: string }) => {
        if (method !== "PUT" || !isFirst) return;
        isFirst = false;
        editing.open();
        await resume.opened();
      },
    };
    const harness = await appHarness(on, { people: [person("ada")], hooks });
    harness.startWorkers();
    const id = await submitRequest(harness, { userIds: ["ada"] });
    const run = await runOf(harness, id);
    await editing.opened();
    await stopRun(run, "ERROR_RATE", harness.context);
    await maintainRequests(harness.context);
    expect(await stateOf(harness, id)).toBe("scrubbing");
    expect((await harness.app.runs.get(run)).state).toBe("cancelling");
    resume.open();
    await reconcile(harness.context);
    await reach(harness, id, "completed");
    expect(await harness.sandbox.journal()).toHaveLength(1);
    await expectAuditEqualsJournal(harness);
  });

  test("a run that is stopped before it came to somebody fails the request with the run's code", async () => {
    const harness = await appHarness(on, { people: [person("ada")] });
    const id = await submitRequest(harness, { userIds: ["ada"] });
    await startRequests(harness.context);
    const run = await runOf(harness, id);
    await harness.app.runs.finishPlan(run, { refusal: null, autoApply: true, scanMac: "" }, new Date());
    await stopRun(run, "ERROR_RATE", harness.context);
    await maintainRequests(harness.context);
    harness.startWorkers();
    await reconcile(harness.context);
    await reach(harness, id, "failed");
    expect(await harness.context.requests.get(id)).toMatchObject({ code: "ERROR_RATE" });
    expect(await countOf(harness.app, "worklist", `run_id = ${run}`)).toBe(0);
    await retryRequest(id, ACTOR, harness.context);
    await reach(harness, id, "completed");
  });

  test("a legal hold that comes while an edit waits for TalkJS stops that edit, and only for whom it holds", async () => {
    const refused = latch("a refused edit");
    let isHeld = false;
    // An edit that is on its way when the hold comes can't be called back: the one that may have been is refused, too.
    let mayBeUnderWay = true;
    const hooks = {
      refuse: ({ method }: { method: string }) => {
        if (method !== "PUT" || !mayBeUnderWay) return undefined;
        if (isHeld) mayBeUnderWay = false;
        refused.open();
        return 503;
      },
    };
    const harness = await appHarness(on, { people: [person("ada"), person("bob")], hooks });
    harness.startWorkers();
    const id = await submitRequest(harness, { userIds: ["ada", "bob"] });
    await refused.opened();
    await placeHold(harness, "ada");
    isHeld = true;
    await reach(harness, id, "held");
    const users = await harness.sandbox.users();
    expect(users.get("ada")).toMatchObject({ name: "Name of ada" });
    expect(users.get("bob")).toMatchObject({ name: "[DELETED]" });
    await expectAuditEqualsJournal(harness);
  });

  test("a paused run keeps its request under way, and resumes", async () => {
    const harness = await appHarness(on, { people: [person("ada")] });
    const id = await submitRequest(harness, { userIds: ["ada"] });
    await startRequests(harness.context);
    const run = await runOf(harness, id);
    await pauseRun(run, harness.context);
    await maintainRequests(harness.context);
    expect(await stateOf(harness, id)).toBe("scrubbing");
    // First: a worker that is just dropping the paused run's job would hide the new one for ten seconds.
    await resumeRun(run, harness.context, never);
    harness.startWorkers();
    await reach(harness, id, "completed");
  });

  test("an address of a request that was cancelled meanwhile is not remembered as nobody's", async () => {
    const harness = await appHarness(on, { people: [person("ada")] });
    const id = await submitRequest(harness, { emails: [{ value: "ada@example.test", format: "raw" }] });
    const { id: begun } = await until("a lookup", () => harness.context.lookups.active());
    await cancelRequest(id, ACTOR, harness.context);
    await lookup.run({ lookup: begun }, harness.context, { signal: never });
    expect(await harness.context.lookups.get(begun)).toMatchObject({ state: "done", scanned: 1 });
    expect(await countOf(harness.app, "suppression", `app_id = '${harness.app.appId}'`)).toBe(0);
    expect(await countOf(harness.app, "request_subjects", `request_id = '${id}'`)).toBe(0);
  });

  on.both("killed between any two statements, requests end once and the same", async () => {
    const harness = await appHarness(on, { people: [person("ada"), person("bob"), person("eve")] });
    await harness.sandbox.setFaults([{ kind: "poison", userId: "bob" }]);
    const workers = harness.startWorkers({
      ...harness.context,
      // As if each process were killed when a run has ended.
      requestSubjects: Object.assign(
        Object.create(harness.context.requestSubjects) as JobContext["requestSubjects"],
        {
          requestsOf: () => Promise.resolve([]),
        },
      ),
    });
    const emails = [{ value: "eve@example.test", format: "raw" as const }];
    const ids = [
      await submitRequest(harness, { userIds: ["ada"] }),
      await submitRequest(harness, { userIds: ["ada", "bob"] }),
      await submitRequest(harness, { emails }),
    ];
    const ended = async () => {
      const states = await Promise.all(ids.map((id) => stateOf(harness, id)));
      return states.every((state) => state === "completed" || state === "failed");
    };
    for (let n = 1; !(await ended()) && n < 400; n++) {
      await maintainRequests(killedAt(harness.context, n % 40)).catch((error: unknown) => {
        if (!(error instanceof Error && error.message === "killed")) throw error;
      });
    }
    await until("all ended", async () => {
      await reconcile(harness.context);
      return ended();
    });
    await workers.close(1_000);
    const ofApp = `select id from scrubjay.runs where app_id = '${harness.app.appId}'`;
    expect(await Promise.all(ids.map((id) => stateOf(harness, id)))).toEqual([
      "completed",
      "failed",
      "completed",
    ]);
    expect(await countOf(harness.app, "worklist", `run_id in (${ofApp})`)).toBe(0);
    for (const id of ids) {
      const taken = await steps(harness, id);
      expect(new Set(taken).size).toBe(taken.length);
    }
    expect((await harness.sandbox.journal()).map(({ user }) => user).sort()).toEqual(["ada", "eve"]);
    await expectAuditEqualsJournal(harness);
  });

  test("a database that goes away in the middle of a transaction fails it, and not the process", async () => {
    if (on.url === undefined) return;
    const killer = new pg.Client(on.url);
    await killer.connect();
    const broken = on.ledger.db.transaction(async (tx) => {
      const [mine] = await rows<{ pid: number }>(tx, sql`select pg_backend_pid() as pid`);
      const own = (tx as unknown as { session: { client: pg.PoolClient } }).session.client;
      const ended = new Promise<void>((resolve) => own.once("end", () => resolve()));
      await killer.query("select pg_terminate_backend($1)", [mine?.pid]);
      await ended;
      await tx.execute(sql`select 1`);
    });
    await expect(broken).rejects.toThrow();
    await killer.end();
    await on.ledger.db.execute(sql`select 1`);
  });

  test("two processes that settle one run end its request once", async () => {
    const harness = await appHarness(on, { people: [person("ada")] });
    const id = await submitRequest(harness, { userIds: ["ada"] });
    await startRequests(harness.context);
    const run = await runOf(harness, id);
    await harness.app.runs.cancel(run, new Date());
    await harness.app.runs.finish(run, "cancelling", new Date());
    const other = harness.contextOn(harness.app.ledger);
    await Promise.all([settleRequests(run, harness.context), settleRequests(run, other)]);
    expect(await steps(harness, id)).toEqual(["received", "queued", "scrubbing", "failed"]);
    expect(await harness.context.requests.get(id)).toMatchObject({ code: "CANCELLED" });
  });
});
