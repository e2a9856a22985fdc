import { mkdir, readdir, rmdir } from "node:fs/promises";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { maintainEvidence } from "../../src/service/evidence/maintain.js";
import { loadConfig } from "../../src/config/config.js";
import { Epoch } from "../../src/keys/epoch.js";
import { Keyring } from "../../src/keys/keyring.js";
import { readKey } from "../../src/embedded/key-file.js";
import { Sealer } from "../../src/sealing/sealer.js";
import { verifyLog } from "../../src/sealing/verify-log.js";
import type { AuditLookup } from "../../src/contracts/audit.js";
import { SERVICE } from "../../src/ledger/evidence/actor.js";
import { TelemetryBus } from "../../src/telemetry/telemetry.js";
import { tableDump } from "../e2e/traces.js";
import { Clock, forgetKeys, appWithKeys, onlyFolder, type AppWithKeys } from "../keys/app-with-keys.js";
import { post, apiHarness } from "../server/api-harness.js";
import { describePostgres, MASTER_KEY, newRun } from "../support/ledger.js";
import { tempFolder } from "../support/temp.js";
import { submitRequest, placeHold, person, reach } from "./requests-by-test.js";
import { appHarness } from "./app-harness.js";

const { epoch, retention } = loadConfig({});
const TERMS = { epoch, retention };

describePostgres("what time does to the evidence", (on) => {
  beforeEach(() => forgetKeys(on));

  /** A process of an app, with all that it told. */
  function processOf(app: AppWithKeys) {
    const telemetry = new TelemetryBus();
    const reported: unknown[] = [];
    telemetry.subscribe((name, event) => reported.push([name, event]));
    return { app, reported, tend: () => maintainEvidence(TERMS, { ...app, telemetry }) };
  }

  /** In its first epoch, which began on the first of January 2026. */
  async function begun() {
    const app = await appWithKeys(on);
    await app.keyring.current();
    return processOf(app);
  }

  /** The first epoch has ended a year after it began; three years later its key is to be destroyed. */
  async function ripe() {
    const process = await begun();
    process.app.clock.now = new Date("2027-01-01T00:00:00Z");
    await process.tend();
    process.app.clock.now = new Date("2030-01-01T00:00:00Z");
    process.reported.length = 0;
    return process;
  }

  const filesOf = async ({ folder }: AppWithKeys) => (await readdir(folder)).sort();
  const epochsOf = async ({ evidenceKeys }: AppWithKeys) =>
    (await evidenceKeys.all()).map(({ epoch, destroyedAt }) => `${epoch}${destroyedAt ? " destroyed" : ""}`);
  const destructionsOf = ({ actions }: AppWithKeys) => actions.of("keys.destroyed", 1);

  test("the next epoch begins when the newest is a year old, and not before", async () => {
    const { app, reported, tend } = await begun();
    app.clock.now = new Date("2026-12-31T23:59:59Z");
    await tend();
    expect([await epochsOf(app), reported]).toEqual([["1"], []]);
    app.clock.now = new Date("2027-01-01T00:00:00Z");
    await tend();
    expect(reported).toEqual([["epoch.begun", { epoch: 2 }]]);
    expect(await filesOf(app)).toEqual(["evidence-1.key", "evidence-2.key", "signing.key"]);
    expect((await app.keyring.current()).number).toBe(2);
    await tend();
    expect(await epochsOf(app)).toEqual(["1", "2"]);
  });

  test("without any run there is no epoch, and none begins", async () => {
    const { app, reported, tend } = processOf(await appWithKeys(on));
    await tend();
    expect([await epochsOf(app), reported]).toEqual([[], []]);
  });

  on.both(
    "a key goes when its retention is over, and not before: recorded, looked up as destroyed, the log verifies",
    async () => {
      const { app, reported, tend } = await ripe();
      app.clock.now = new Date("2029-12-31T23:59:59Z");
      await tend();
      expect(await destructionsOf(app)).toEqual([]);
      app.clock.now = new Date("2030-01-01T00:00:00Z");
      reported.length = 0;
      await tend();
      expect(reported).toEqual([["epoch.destroyed", { epoch: 1, inSettings: false }]]);
      expect(await filesOf(app)).not.toContain("evidence-1.key");
      expect(await destructionsOf(app)).toMatchObject([
        {
          actor: "service",
          result: "done",
          detail: { destroyedBy: "service", early: false, until: "2027-01-01T00:00:00.000Z" },
        },
      ]);
      const { api } = apiHarness(app);
      const answer = await api.request("/v1/audit/lookup", post({ userId: "anna" }), {
        actor: { name: "viewer", role: "viewer" },
      });
      expect(((await answer.json()) as AuditLookup).epochs[1]).toEqual({
        epoch: 1,
        state: "destroyed",
        from: "2026-01-01T00:00:00.000Z",
        until: "2027-01-01T00:00:00.000Z",
        destroyedAt: "2030-01-01T00:00:00.000Z",
      });
      await new Sealer(app.log).seal();
      expect(await verifyLog(app.log)).toMatchObject({ holds: true, findings: [], waiting: 0 });
    },
  );

  test("an epoch with unfinished work is kept, which is told, and goes when the work is over", async () => {
    const { app, reported, tend } = await ripe();
    const run = await newRun(app, { epoch: 1 });
    await tend();
    await tend();
    const kept = ["epoch.kept", { epoch: 1, code: "EPOCH_IN_USE" }];
    expect(reported).toEqual([["epoch.begun", { epoch: 3 }], kept, kept]);
    expect(await filesOf(app)).toContain("evidence-1.key");
    await app.ledger.db.execute(sql`update scrubjay.runs set state = 'done' where id = ${run}`);
    await tend();
    expect(reported.at(-1)).toEqual(["epoch.destroyed", { epoch: 1, inSettings: false }]);
    expect(await filesOf(app)).not.toContain("evidence-1.key");
  });

  test("several processes at once do it once", async () => {
    const { app, reported, tend } = await ripe();
    const others = await Promise.all([1, 2, 3].map(async () => processOf(await app.another())));
    await Promise.all([tend, ...others.map((other) => other.tend)].map((each) => each()));
    await tend();
    expect(await destructionsOf(app)).toHaveLength(1);
    expect(await app.actions.of("keys.rotated", 3)).toHaveLength(1);
    const all = [reported, ...others.map((other) => other.reported)].flat();
    expect(all.filter((event) => JSON.stringify(event).includes("epoch.destroyed"))).toHaveLength(1);
    expect(all.filter((event) => JSON.stringify(event).includes("epoch.kept"))).toEqual([]);
    expect(await epochsOf(app)).toEqual(["1 destroyed", "2", "3"]);
    expect(await filesOf(app)).toEqual(["evidence-2.key", "evidence-3.key", "signing.key"]);
  });

  test("a file that a kill left after the ledger was told is removed at the next look", async () => {
    const { app, tend } = await ripe();
    await app.ledger.db.transaction((tx) => app.evidenceKeys.markDestroyed(tx, 1, SERVICE, app.clock.now));
    expect(await filesOf(app)).toContain("evidence-1.key");
    await tend();
    expect(await filesOf(app)).not.toContain("evidence-1.key");
    await expect(app.keyring.of(1)).rejects.toMatchObject({ code: "EVIDENCE_KEY_DESTROYED" });
  });

  test("a file that can't be removed is told of at every look, until it is gone", async () => {
    const { app, tend } = await ripe();
    const path = join(app.folder, "evidence-1.key");
    await tend();
    // Nobody can overwrite a folder, root neither.
    await mkdir(path);
    await expect(tend()).rejects.toMatchObject({ code: "KEY_FILE" });
    await expect(tend()).rejects.toMatchObject({ code: "KEY_FILE" });
    await rmdir(path);
    await tend();
  });

  on.both("a transaction that fails changes nothing, and the next look does it all", async () => {
    const { app, reported, tend } = await ripe();
    await app.ledger.db.execute(
      sql`create function scrubjay.refuse() returns trigger language plpgsql as $$ begin raise 'away'; end $$`,
    );
    await app.ledger.db.execute(
      sql`create trigger refuse before insert on scrubjay.log_inbox for each statement execute function scrubjay.refuse()`,
    );
    await expect(tend()).rejects.toThrow();
    await app.ledger.db.execute(sql`drop function scrubjay.refuse cascade`);
    expect([await epochsOf(app), reported]).toEqual([["1", "2"], []]);
    expect(await filesOf(app)).toContain("evidence-1.key");
    await tend();
    expect(await epochsOf(app)).toEqual(["1 destroyed", "2", "3"]);
    expect(await filesOf(app)).toEqual(["evidence-2.key", "evidence-3.key", "signing.key"]);
  });

  test("of checkpoints older than thirty days the last of each day is kept, and the log still verifies", async () => {
    const { app, tend } = await begun();
    const sealer = new Sealer(app.log);
    const times = [
      "2026-01-01T00:00:00Z",
      "2026-01-01T12:00:00Z",
      "2026-01-01T23:59:59Z",
      "2026-01-02T00:00:00Z",
      "2026-02-10T10:00:00Z",
      "2026-02-10T11:00:00Z",
    ];
    for (const at of times) {
      app.clock.now = new Date(at);
      await app.actions.add(SERVICE, { action: "sessions.end", result: "allowed" });
      await sealer.seal();
    }
    const kept = async () => {
      const log = await app.logs.find();
      return (await app.checkpoints.page(log?.id ?? 0, 0, 100)).map(({ at }) =>
        at.toISOString().replace(".000", ""),
      );
    };
    expect(await kept()).toEqual(times);
    app.clock.now = new Date("2026-02-15T00:00:00Z");
    await tend();
    await tend();
    expect(await kept()).toEqual(times.slice(2));
    expect(await verifyLog(app.log)).toMatchObject({ holds: true, findings: [] });
  });

  on.both("after it nothing in the ledger leads from a person to their entries", async () => {
    const clock = new Clock();
    const people = ["ada", "bob", "held"].map(person);
    const harness = await appHarness(on, { people, clock: clock.read });
    const folder = join(await tempFolder(), "keys");
    const { appId, evidenceKeys, pseudonyms } = harness.app;
    const firstEpoch = pseudonyms;
    const options = { evidenceKeys, config: onlyFolder(folder), firstEpoch, appId, clock: clock.read };
    const keyring = await Keyring.open(options);
    const log = {
      ...harness.context.log,
      signingKey: (origin: string) => keyring.signing(origin),
      clock: clock.read,
    };
    const context = { ...harness.context, keyring, log };
    const theirs = { ...harness, context };
    harness.startWorkers(context);
    const lifted = await placeHold(theirs, "held");
    const request = await submitRequest(theirs, { userIds: ["ada"] });
    const heldBack = await submitRequest(theirs, { userIds: ["held", "bob"] });
    await reach(theirs, request, "completed");
    await reach(theirs, heldBack, "held");
    const [, before] = await keyring.states();
    const key = await readKey(join(folder, "evidence-1.key"));
    expect(before?.epoch).toBeInstanceOf(Epoch);
    const inEvidence = (id: string) => before?.epoch?.subject(id) ?? "";
    const linesWith = async (needle: string) =>
      (await tableDump(harness.app.ledger.db)).split("\n").filter((line) => line.includes(needle));
    for (const id of ["ada", "bob", "held"]) {
      expect(await linesWith(inEvidence(id)), "as the test thinks").not.toEqual([]);
      expect(await linesWith(pseudonyms.subject(id)), "as the test thinks").not.toEqual([]);
    }
    const entries = await harness.entries();
    expect(entries.map(({ salt }) => salt)).not.toContain(null);

    clock.now = new Date("2027-01-01T00:00:00Z");
    await maintainEvidence(TERMS, context);
    clock.now = new Date("2030-01-01T00:00:00Z");
    await maintainEvidence(TERMS, context);
    expect(await filesOf({ folder } as AppWithKeys)).not.toContain("evidence-1.key");

    for (const { subject } of entries)
      for (const line of await linesWith(subject))
        // The entry itself, and nothing beside it.
        expect(line).toContain("sha256:");
    for (const { subject } of entries) expect(await linesWith(subject)).toHaveLength(1);
    expect(await linesWith(pseudonyms.subject("ada"))).toEqual([]);
    // Who is under a hold that stands, with the request that waits for it, is still worked on; not what was recorded.
    const waiting = await context.requests.details(heldBack);
    for (const { evidence, runId, verifiedAt } of waiting.subjects)
      expect([evidence, runId, verifiedAt]).toEqual([null, null, null]);
    expect((await context.holds.list({ limit: 10, now: clock.now })).map(({ id }) => id)).toEqual([
      lifted.id,
    ]);
    expect(await context.worklist.parked(1)).toEqual({});
    // The salts can't be opened by any key that is left.
    const other = new Epoch(1, MASTER_KEY, appId);
    for (const { subject, salt } of entries) expect(() => other.saltOf(subject, salt ?? "")).toThrow();
    const same = new Epoch(1, key ?? Buffer.of(), appId);
    for (const { subject, salt } of entries) expect(same.saltOf(subject, salt ?? "")).toHaveLength(32);
  });
});
