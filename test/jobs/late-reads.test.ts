import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { scrub } from "../../jobs/scrub.js";
import { WAITS_MS } from "../../src/erasure/batch-work.js";
import { reconcile } from "../../src/service/reconcile.js";
import { testUser } from "../erasure/erasure-harness.js";
import { describePostgres, newRun } from "../support/ledger.js";
import type { Hooks } from "../support/proxy.js";
import { appHarness, everybody, expectAuditEqualsJournal } from "./app-harness.js";

const control = { signal: new AbortController().signal };

/** A TalkJS whose reads show of one person what it was until so long after the last edit. */
function lateReads(id: string, lagMs: number): Hooks & { catchUp: () => void } {
  let was: unknown;
  let editedAt = Number.NEGATIVE_INFINITY;
  let lag = lagMs;
  return {
    catchUp: () => (lag = 0),
    after: ({ method }) => {
      if (method === "PUT" && editedAt === Number.NEGATIVE_INFINITY) editedAt = Date.now();
    },
    change: ({ method }, body) => {
      if (method !== "GET") return body;
      const answer = JSON.parse(body) as { id?: string; data?: { id: string }[] };
      const isOld = Date.now() - editedAt < lag;
      const shown = <User extends { id?: string }>(user: User): User => {
        if (user.id !== id) return user;
        if (!isOld) was = user;
        return isOld && was !== undefined ? (was as User) : user;
      };
      return JSON.stringify(answer.data ? { ...answer, data: answer.data.map(shown) } : shown(answer));
    },
  };
}

describePostgres("reads that lag behind edits", (on) => {
  const people = ["ann", "ben", "cy"].map((id) => testUser(id, { phone: ["+15550100"] }));
  const outcomesOf = (entries: { outcome: string; fields: string[] }[]) =>
    entries.map(({ outcome, fields }) => ({ outcome, fields }));
  const scrubbed = { outcome: "scrubbed", fields: ["name", "email", "phone"] };

  test("are waited for without the rest of the batch, and what was taken is recorded", async () => {
    const harness = await appHarness(on, { people, hooks: lateReads("ann", 2_500) });
    const workers = harness.startWorkers();
    const run = await harness.plan({ policy: everybody() });
    await harness.reach(run, "planned");
    await workers.close(1_000);
    await harness.app.runs.approve(run, "cli", new Date());
    const data = { run, batch: 0, kind: "sweep" as const };
    const first = await scrub.run(data, harness.context, control);
    expect(first).toEqual({ againInMs: WAITS_MS[0], data: { ...data, waited: 1 } });
    expect(outcomesOf(await harness.entries(run))).toEqual([scrubbed, scrubbed]);
    harness.startWorkers();
    await reconcile(harness.context);
    await harness.reach(run, "done");
    expect(outcomesOf(await harness.entries(run))).toEqual([scrubbed, scrubbed, scrubbed]);
    expect(await harness.app.batches.progress(run)).toMatchObject({ scrubbed: 3, batchesDone: 1 });
    await expectAuditEqualsJournal(harness);
  });

  test("that never catch up park that person alone, and the retry records what TalkJS had taken", async () => {
    const hooks = lateReads("ann", Infinity);
    const harness = await appHarness(on, { people, hooks });
    harness.startWorkers();
    const run = await harness.plan({ policy: everybody(), autoApply: true });
    await harness.reach(run, "done");
    expect(await harness.app.worklist.parked(run)).toEqual({ NOT_CLEARED: 1 });
    // While the run is at work with others, somebody whom it has parked needn't wait for its end.
    const { editClaims, pseudonyms, ledger } = harness.app;
    const ann = [pseudonyms.subject("ann")];
    await ledger.db.execute(sql`update scrubjay.runs set state = 'applying' where id = ${run}`);
    expect(await editClaims.of(run, ann)).toEqual(new Set(ann));
    expect(await editClaims.take(run + 1_000_000, ann)).toEqual(new Set(ann));
    expect(await editClaims.take(run, ann)).toEqual(new Set(ann));
    await ledger.db.execute(sql`update scrubjay.runs set state = 'done' where id = ${run}`);
    hooks.catchUp();
    await harness.app.runs.retryParked(run, { handledBefore: 0, failedBefore: 0 });
    await reconcile(harness.context);
    await harness.reach(run, "done");
    const entries = await harness.entries(run);
    expect(outcomesOf(entries.filter(({ round }) => round === 2))).toEqual([scrubbed]);
    await expectAuditEqualsJournal(harness);
  });

  test("a person whom a run left that isn't at work any more is taken over", async () => {
    const { app } = await appHarness(on, { people });
    const [one, other] = [await newRun(app, { kind: "erasure" }), await newRun(app, { kind: "erasure" })];
    expect(await app.editClaims.take(one, ["a", "b"])).toEqual(new Set(["a", "b"]));
    expect(await app.editClaims.take(one, ["a"])).toEqual(new Set(["a"]));
    // Both are only being planned.
    expect(await app.editClaims.take(other, ["b", "c"])).toEqual(new Set(["b", "c"]));
    expect(await app.editClaims.of(one, ["a", "b", "c"])).toEqual(new Set(["a"]));
    expect((await app.editClaims.take(other, [])).size + (await app.editClaims.of(other, [])).size).toBe(0);
  });

  test("don't let two runs over one person claim the same change", async () => {
    const harness = await appHarness(on, { people });
    const workers = harness.startWorkers();
    const runs = [];
    for (const ids of [undefined, ["ann", "ben", "cy"]]) {
      const run = await harness.plan({ policy: everybody(), ...(ids && { ids, kind: "erasure" as const }) });
      await harness.reach(run, "planned");
      runs.push(run);
    }
    await workers.close(1_000);
    const [one = 0, other = 0] = runs;
    for (const run of runs) await harness.app.runs.approve(run, "cli", new Date());
    const { editClaims, pseudonyms } = harness.app;
    const subjects = ["ann", "ben", "cy"].map((id) => pseudonyms.subject(id));
    expect((await editClaims.take(one, subjects)).size).toBe(3);
    expect((await editClaims.take(other, subjects)).size).toBe(0);
    const data = { run: other, batch: 0, kind: "erasure" as const };
    const waits = await scrub.run(data, harness.context, control);
    expect(waits).toMatchObject({ data: { waited: 0 } });
    expect(await harness.sandbox.journal()).toEqual([]);
    expect(await harness.entries(other)).toEqual([]);
    harness.startWorkers();
    await reconcile(harness.context);
    for (const run of runs) await harness.reach(run, "done");
    expect(outcomesOf(await harness.entries(one))).toEqual([scrubbed, scrubbed, scrubbed]);
    const blank = { outcome: "already_blank", fields: [] };
    expect(outcomesOf(await harness.entries(other))).toEqual([blank, blank, blank]);
    await expectAuditEqualsJournal(harness);
    expect((await editClaims.of(one, subjects)).size).toBe(0);
  });
});
