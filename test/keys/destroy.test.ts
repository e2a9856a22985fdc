import { readdir } from "node:fs/promises";
import { sql } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { createRun } from "../../src/service/run/create.js";
import { destroyEpoch } from "../../src/service/epoch/destroy.js";
import { rotateEpoch } from "../../src/service/epoch/rotate.js";
import { rows } from "../../src/ledger/database.js";
import {
  comebacks,
  holds,
  requests,
  requestSubjects,
  suppression,
  watches,
  worklist,
} from "../../src/ledger/schema.js";
import type { RunState } from "../../src/model/run-lifecycle.js";
import { countOf, describePostgres, newRun } from "../support/ledger.js";
import { everybody, appHarness } from "../jobs/app-harness.js";
import { until } from "../support/until.js";
import { ACTOR, forgetKeys, appWithKeys, onlySettings, type AppWithKeys } from "./app-with-keys.js";

const DAY = 24 * 60 * 60_000;

describePostgres("destroying the key of an epoch", (on) => {
  beforeEach(() => forgetKeys(on));

  /** An app whose first epoch ended a year after it began, and whose retention of three years is over. */
  async function ripe(config?: Parameters<typeof appWithKeys>[1]): Promise<AppWithKeys> {
    const app = await appWithKeys(on, config);
    await app.keyring.current();
    app.clock.move(365 * DAY);
    await rotateEpoch(ACTOR, app);
    app.clock.move(4 * 365 * DAY);
    return app;
  }

  const destroy = (app: AppWithKeys, epoch = 1, early = false) =>
    destroyEpoch({ epoch, early, retention: "3 years" }, ACTOR, app);

  async function runOf(app: AppWithKeys, epoch: number, state: RunState = "done"): Promise<number> {
    const run = await newRun(app, { epoch, kind: "erasure" });
    await app.ledger.db.execute(sql`update scrubjay.runs set state = ${state} where id = ${run}`);
    return run;
  }

  const actionOf = async ({ actions }: AppWithKeys) => (await actions.of("keys.destroyed", 1)).at(0);

  const watchOf = ({ appId }: AppWithKeys) =>
    ({
      appId,
      mode: "watch",
      fromApp: appId,
      onComeback: "policy",
      autoApply: true,
      createdBy: "cli",
    }) as const;

  const seenBy = (watchId: number, { appId }: AppWithKeys) => {
    const seenAt = new Date("2027-06-01T00:00:00Z");
    const facts = { fields: [], stillBack: false, held: false };
    return { ...facts, watchId, appId, kind: "user" as const, seenAt, blankSince: seenAt };
  };

  test("nobody can be found any more, the file is gone, and the log says who did it and when", async () => {
    const app = await ripe();
    const { keyring } = await app.another();
    const destroyedAt = app.clock.now;
    expect(await destroy(app)).toEqual({
      destroyedAt,
      forgotten: { requests: 0, suppression: 0, comebacks: 0, holds: 0 },
      inSettings: false,
    });
    expect((await readdir(app.folder)).sort()).toEqual(["evidence-2.key", "signing.key"]);
    await expect(app.keyring.of(1)).rejects.toMatchObject({ code: "EVIDENCE_KEY_DESTROYED" });
    app.clock.move(1_000);
    await expect(keyring.of(1)).rejects.toMatchObject({ code: "EVIDENCE_KEY_DESTROYED" });
    expect((await keyring.current()).number).toBe(2);
    expect(await actionOf(app)).toMatchObject({
      target: "1",
      result: "done",
      detail: {
        destroyedBy: "cli",
        early: false,
        from: "2026-01-01T00:00:00.000Z",
        until: "2027-01-01T00:00:00.000Z",
        requests: 0,
      },
    });
    expect(await app.evidenceKeys.all()).toMatchObject([
      { epoch: 1, destroyedBy: "cli", destroyedAt },
      { epoch: 2, destroyedBy: null },
    ]);
  });

  test("a key in the settings has to be removed there, and isn't used meanwhile", async () => {
    const [one, two] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
    const app = await ripe(onlySettings({ 1: one, 2: two }, one));
    expect(await destroy(app)).toMatchObject({ inSettings: true });
    await expect((await app.another()).keyring.of(1)).rejects.toMatchObject({
      code: "EVIDENCE_KEY_DESTROYED",
    });
  });

  describe("is refused, and changes nothing,", () => {
    async function expectRefused(app: AppWithKeys, epoch: number, code: string) {
      const before = await readdir(app.folder);
      await expect(destroy(app, epoch, code !== "EPOCH_RETAINED")).rejects.toMatchObject({
        code,
        exitCode: 2,
      });
      expect(await readdir(app.folder)).toEqual(before);
      expect((await app.evidenceKeys.all()).map(({ destroyedAt }) => destroyedAt)).toEqual([null, null]);
      expect(await actionOf(app)).toBeUndefined();
    }

    test("for the ledger's own key", async () => expectRefused(await ripe(), 0, "EPOCH_FIRST"));
    test("for one that there is not", async () => expectRefused(await ripe(), 7, "EPOCH_NOT_FOUND"));
    test("for the newest", async () => expectRefused(await ripe(), 2, "EPOCH_NEWEST"));

    test("until the retention is over, counted from the epoch's end", async () => {
      const app = await ripe();
      app.clock.now = new Date("2029-12-31T23:59:59Z");
      await expectRefused(app, 1, "EPOCH_RETAINED");
      app.clock.now = new Date("2030-01-01T00:00:00Z");
      expect(await destroy(app)).toMatchObject({ destroyedAt: app.clock.now });
    });

    test.each(["planning", "planned", "plan_failed", "applying", "stopped", "cancelling"] as const)(
      "while a run of it is %s",
      async (state) => {
        const app = await ripe();
        await runOf(app, 1, state);
        await expectRefused(app, 1, "EPOCH_IN_USE");
      },
    );

    test("while people of a finished run are parked", async () => {
      const app = await ripe();
      const runId = await runOf(app, 1);
      await app.ledger.db
        .insert(worklist)
        .values({ runId, subject: "a", batch: 0, state: "parked", sealed: "sealed" });
      await expectRefused(app, 1, "EPOCH_IN_USE");
      await app.runs.dismissParked(runId);
      expect(await destroy(app)).toMatchObject({ destroyedAt: app.clock.now });
    });

    test("while a request waits to take over how its run ended", async () => {
      const app = await ripe();
      const runId = await runOf(app, 1);
      const working = { requestId: "r", subject: "a", state: "working", sealed: "sealed", runId } as const;
      await app.ledger.db.insert(requestSubjects).values(working);
      await expectRefused(app, 1, "EPOCH_IN_USE");
    });

    test("while a watch has people of it to scrub again", async () => {
      const app = await ripe();
      const erasedBy = await runOf(app, 1);
      const [open] = await app.ledger.db
        .insert(watches)
        .values({ ...watchOf(app), state: "scanning" })
        .returning();
      await app.ledger.db
        .insert(comebacks)
        .values({ ...seenBy(open?.id ?? 0, app), subject: "a", erasedBy, sealed: "sealed" });
      await expectRefused(app, 1, "EPOCH_IN_USE");
    });
  });

  test("a second time says so, and removes what a kill left the first time", async () => {
    const app = await ripe();
    await app.ledger.db.transaction((tx) => app.evidenceKeys.markDestroyed(tx, 1, ACTOR, app.clock.now));
    await expect(destroy(app)).rejects.toMatchObject({ code: "EVIDENCE_KEY_DESTROYED" });
    expect((await readdir(app.folder)).sort()).toEqual(["evidence-2.key", "signing.key"]);
  });

  test("by many at once happens once", async () => {
    const app = await ripe();
    const all = await Promise.all([1, 2, 3, 4].map(() => app.another()));
    const ended = await Promise.allSettled(all.map((other) => destroy(other)));
    expect(ended.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(await app.actions.of("keys.destroyed", 1)).toHaveLength(1);
  });

  test("finds a run that is being made at this moment", async () => {
    const app = await ripe();
    const { db } = app.ledger;
    const destroying = await db.transaction(async (tx) => {
      expect(await app.evidenceKeys.keep(tx, 1)).toBe(true);
      const ended = destroy(app).catch((error: unknown) => error);
      // PGlite has one connection: there it can't even begin.
      if (on.url !== undefined)
        await until("it waits", async () => {
          const waiting = sql`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
          return (await rows(db, waiting)).length > 0;
        });
      await tx.execute(
        sql`insert into scrubjay.runs (app_id, kind, state, auto_apply, listed, policy, policy_digest, epoch, tally, tool_version)
            values (${app.appId}, 'erasure', 'planning', true, true, 'sealed', 'sha256:0', 1, '{}', '0.0.0')`,
      );
      return { ended };
    });
    expect(await destroying.ended).toMatchObject({ code: "EPOCH_IN_USE" });
  });

  test("leaves no run to be made in it", async () => {
    const ended = await ripe();
    const late = await ended.keyring.of(1);
    await destroy(ended);
    const { app, context } = await appHarness(on);
    // Of somebody who asked for the newest epoch just before.
    const keyring = Object.assign(context.keyring, { current: () => Promise.resolve(late) });
    const order = {
      kind: "erasure",
      policy: everybody(),
      autoApply: true,
      ids: ["anna"],
      by: "cli",
    } as const;
    await expect(createRun(order, { ...context, keyring })).rejects.toMatchObject({
      code: "EVIDENCE_KEY_DESTROYED",
    });
    expect(await app.runs.latest(1)).toEqual([]);
  });

  test("early is possible on purpose, and recorded as such", async () => {
    const app = await ripe();
    app.clock.now = new Date("2027-01-02T00:00:00Z");
    await destroy(app, 1, true);
    expect(await actionOf(app)).toMatchObject({ detail: { early: true } });
  });

  on.both(
    "with it go suppression list, comebacks, requests and holds of its time, and nothing else",
    async () => {
      const app = await ripe();
      const { db } = app.ledger;
      const [old, young] = [await runOf(app, 1), await runOf(app, 2)];
      const { appId } = app;
      const [inside, outside] = [new Date("2026-06-01T00:00:00Z"), new Date("2027-06-01T00:00:00Z")];

      const row = { appId, onDemand: true, found: true };
      await db.insert(suppression).values([
        { ...row, kind: "user", subject: "old", since: inside, runId: old },
        { ...row, kind: "user", subject: "again", since: outside, runId: young },
        { ...row, kind: "email", subject: "old address", since: inside },
        { ...row, kind: "email", subject: "young address", since: outside },
      ]);
      const [ended] = await db
        .insert(watches)
        .values({ ...watchOf(app), state: "done", finishedAt: outside })
        .returning();
      const seen = seenBy(ended?.id ?? 0, app);
      await db.insert(comebacks).values([
        { ...seen, subject: "old", erasedBy: old },
        { ...seen, subject: "again", erasedBy: young },
      ]);
      const request = {
        appId,
        state: "completed",
        regulation: "gdpr",
        protocol: "v1",
        createdBy: "crm",
        receivedAt: inside,
        deadline: outside,
        policy: "sealed",
        policyDigest: "sha256:0",
        finishedAt: inside,
      } as const;
      await db.insert(requests).values([
        { ...request, id: "old" },
        { ...request, id: "old and young" },
        { ...request, id: "open", state: "failed", finishedAt: null },
        { ...request, id: "cancelled", state: "cancelled" },
        { ...request, id: "cancelled later", state: "cancelled", finishedAt: outside },
      ]);
      const person = { subject: "a", state: "settled", evidence: "in evidence" } as const;
      await db.insert(requestSubjects).values([
        { ...person, requestId: "old", runId: old },
        { ...person, requestId: "old and young", runId: old },
        { ...person, requestId: "old and young", subject: "b", runId: young },
        { ...person, requestId: "open", runId: old },
      ]);
      const hold = {
        appId,
        subject: "a",
        ground: "e",
        owner: "Legal",
        createdBy: "cli",
        createdAt: inside,
      } as const;
      await db.insert(holds).values([
        { ...hold, id: "lifted", liftedAt: outside },
        { ...hold, id: "over", endsAt: outside },
        { ...hold, id: "standing" },
        { ...hold, id: "young", createdAt: outside, liftedAt: outside },
      ]);

      const { forgotten } = await destroy(app);
      expect(forgotten).toEqual({ suppression: 2, comebacks: 1, requests: 2, holds: 2 });
      expect(await actionOf(app)).toMatchObject({ detail: forgotten });
      const left = (column: string, table: string) =>
        rows<{ it: string }>(db, sql.raw(`select ${column} as it from scrubjay.${table} order by 1`)).then(
          (found) => found.map(({ it }) => it),
        );
      expect(await left("subject", "suppression")).toEqual(["again", "young address"]);
      expect(await left("subject", "comebacks")).toEqual(["again"]);
      expect(await left("id", "requests")).toEqual(["cancelled later", "old and young", "open"]);
      expect(await left("id", "holds")).toEqual(["standing", "young"]);
      expect(await left("request_id || ' ' || subject", "request_subjects")).toEqual([
        "old and young a",
        "old and young b",
        "open a",
      ]);
      // Who they are in the destroyed epoch is told nowhere.
      expect(await countOf(app, "request_subjects", `run_id = ${old} and evidence is not null`)).toBe(0);
      expect(await countOf(app, "request_subjects", `run_id = ${young} and evidence is not null`)).toBe(1);
    },
  );
});
