import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { reconcile } from "../../src/service/reconcile.js";
import { startRequests } from "../../src/service/request/start.js";
import { maintainRequests } from "../../src/service/request/maintain.js";
import { liftHold } from "../../src/service/hold/lift.js";
import { describePostgres } from "../support/ledger.js";
import { ACTOR, submitRequest, placeHold, person, reach, stateOf, steps } from "./requests-by-test.js";
import { appHarness, type AppHarness } from "./app-harness.js";

const DAY_MS = 24 * 3_600_000;

/** More requests like this one, about the same people. */
async function clone(harness: AppHarness, id: string, copies: number, change: string): Promise<void> {
  const { db } = harness.context;
  await db.execute(
    sql.raw(`create temporary table clones as select r.*, n from scrubjay.requests r, generate_series(1, ${copies}) n
             where r.id = '${id}'`),
  );
  await db.execute(sql.raw(`update clones set id = id || '-' || n, ${change}`));
  await db.execute(sql.raw(`alter table clones drop column n`));
  await db.execute(sql.raw(`insert into scrubjay.requests select * from clones`));
  await db.execute(
    sql.raw(`insert into scrubjay.request_subjects (request_id, subject, state, sealed)
             select c.id, s.subject, s.state, s.sealed from clones c, scrubjay.request_subjects s
             where s.request_id = '${id}'`),
  );
  await db.execute(sql.raw(`drop table clones`));
}

describePostgres("many requests", (on) => {
  on.both("don't hide from each other that a legal hold was lifted", async () => {
    const harness = await appHarness(on);
    const ada = await submitRequest(harness, { userIds: ["ada"] });
    const bob = await submitRequest(harness, { userIds: ["bob"] });
    await harness.context.db.execute(
      sql.raw(`update scrubjay.requests set state = 'held' where id in ('${ada}', '${bob}')`),
    );
    await clone(harness, ada, 1_001, "deadline = deadline - interval '1 day'");
    await placeHold(harness, "ada");
    const lifted = await placeHold(harness, "bob");
    await liftHold(lifted.id, ACTOR, harness.context);
    expect(await stateOf(harness, bob)).not.toBe("held");
    expect(await stateOf(harness, ada)).toBe("held");
  });

  test("don't hide from each other that a deadline has passed", async () => {
    let now = new Date("2026-01-01T10:00:00Z");
    const harness = await appHarness(on, {
      clock: () => now,
      settings: { SCRUBJAY_WAITING_PERIOD: "12 months" },
    });
    const late = await submitRequest(harness, { userIds: ["ada"] });
    await clone(
      harness,
      late,
      1_001,
      "created_at = created_at + interval '1 day', deadline = deadline + interval '5 days', warnings = 1",
    );
    now = new Date("2026-02-01T10:00:00Z");
    await maintainRequests(harness.context);
    expect((await steps(harness, late)).at(-1)).toBe("overdue");
    await maintainRequests(harness.context);
    expect((await steps(harness, late)).filter((step) => step === "overdue")).toHaveLength(1);
  });

  test("for one person don't hold up one for another", async () => {
    const harness = await appHarness(on);
    const adas: string[] = [];
    for (let i = 0; i < 33; i++) adas.push(await submitRequest(harness, { userIds: ["ada"] }));
    const bob = await submitRequest(harness, { userIds: ["bob"], receivedAt: new Date(Date.now() + DAY_MS) });
    await startRequests(harness.context);
    expect(await stateOf(harness, bob)).toBe("scrubbing");
    const begun = await Promise.all(adas.map((id) => stateOf(harness, id)));
    expect(begun.filter((state) => state === "scrubbing")).toHaveLength(1);
  });

  test("don't wait for one that can't be read, which fails visibly", async () => {
    const harness = await appHarness(on, { people: [person("ada")] });
    const broken = await submitRequest(harness, {
      userIds: ["bob"],
      receivedAt: new Date(Date.now() - DAY_MS),
    });
    await harness.context.db.execute(
      sql.raw(`update scrubjay.requests set policy = 'broken' where id = '${broken}'`),
    );
    const ada = await submitRequest(harness, { userIds: ["ada"] });
    harness.startWorkers();
    await reconcile(harness.context);
    await reach(harness, ada, "completed");
    expect(await harness.context.requests.get(broken)).toMatchObject({
      state: "failed",
      code: "SEAL_BROKEN",
      finishedAt: null,
      begunAt: expect.any(Date) as Date,
    });
  });
});
