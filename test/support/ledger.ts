import { cp, mkdir, mkdtemp, rename, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, inject } from "vitest";
import { Scribe } from "../../src/audit/scribe.js";
import { Pseudonyms } from "../../src/audit/pseudonyms.js";
import { loadConfig } from "../../src/config.js";
import { Epoch } from "../../src/keys/epoch.js";
import { Keyring } from "../../src/keys/keyring.js";
import { rows } from "../../src/ledger/database.js";
import { openEmbeddedLedger, openServerLedger, type Ledger } from "../../src/ledger/open.js";
import { openRepositories, type Repositories } from "../../src/ledger/repositories.js";
import type { NewRun } from "../../src/ledger/runs.js";
import type { LogSite } from "../../src/sealing/site.js";
import { silent } from "../../src/telemetry/telemetry.js";
import { openLogSite } from "../../src/wiring/log-site.js";
import type { PlannedRow } from "../../src/ledger/worklist.js";
import { createDatabase } from "./postgres.js";
import { until } from "./until.js";

export const MASTER_KEY = Buffer.alloc(32, 3);
/** Of epoch 1. */
export const EVIDENCE_KEY = Buffer.alloc(32, 4);
export const SIGNING_SEED = Buffer.alloc(32, 5);
export const SCRIBE = new Scribe(MASTER_KEY);

/** A ledger for one test file. Tests don't disturb each other: each works on an app of its own. */
export interface TestLedger {
  readonly ledger: Ledger;
  /** Set on PostgreSQL only, where others can open it too. */
  readonly url: string | undefined;
  /** What works on an app that nobody else has. */
  app(): App;
}

export interface App extends Repositories {
  appId: string;
  ledger: Ledger;
  pseudonyms: Pseudonyms;
  pseudonymsOf: (appId: string) => Pseudonyms;
  keyring: Keyring;
  log: LogSite;
  /** Who a user is in the evidence of epoch 1. */
  inEvidence: (userId: string) => string;
}

let apps = 0;

export function appOn(ledger: Ledger, appId: string): App {
  const pseudonymsOf = (other: string) => new Pseudonyms(MASTER_KEY, other);
  const pseudonyms = pseudonymsOf(appId);
  const repositories = openRepositories(ledger.db, appId, SCRIBE);
  const keyring = new Keyring({
    evidenceKeys: repositories.evidenceKeys,
    config: { dir: undefined, signing: SIGNING_SEED, evidence: new Map([[1, EVIDENCE_KEY]]) },
    firstEpoch: pseudonyms,
    appId,
    clock: () => new Date(),
  });
  // Made when something is kept there; apps of two connections share it, as processes on one machine do.
  const dataDir = join(inject("pgliteFolder"), "data", ledger.id);
  return {
    ...repositories,
    appId,
    ledger,
    pseudonyms,
    pseudonymsOf,
    keyring,
    log: openLogSite({
      config: { dataDir, log: loadConfig({}).log },
      appId,
      ledger,
      repositories,
      scribe: SCRIBE,
      keyring,
      telemetry: silent,
    }),
    inEvidence: (userId) => new Epoch(1, EVIDENCE_KEY, appId).subject(userId),
  };
}

/** Runs the same tests on PGlite and on PostgreSQL; each ledger is opened once for all of them. */
export function describeLedgers(name: string, tests: (on: TestLedger) => void): void {
  describe.each(["PGlite", "PostgreSQL"] as const)(`${name} on %s`, (kind) => {
    let opened: (Opened & { url?: string }) | undefined;
    beforeAll(async () => {
      opened = kind === "PGlite" ? await onPglite() : await onPostgres();
    });
    afterAll(async () => {
      await opened?.close();
    });
    const ledger = () => {
      if (!opened) throw new Error("the ledger is open only while tests run");
      return opened.ledger;
    };
    tests({
      get ledger() {
        return ledger();
      },
      get url() {
        return opened?.url;
      },
      app: () => appOn(ledger(), `app-${++apps}`),
    });
  });
}

interface Opened {
  ledger: Ledger;
  close(): Promise<void>;
}

/** A folder with an empty embedded ledger of `MASTER_KEY`; the first start of PGlite takes seconds, a copy does not. */
export async function embeddedLedger(): Promise<string> {
  const prepared = inject("pgliteFolder");
  const made = join(prepared, "made");
  const isFirst = await mkdir(join(prepared, "taken")).then(
    () => true,
    () => false,
  );
  if (isFirst) {
    const making = join(prepared, "making");
    await (await openEmbeddedLedger(making, MASTER_KEY)).close();
    await rename(making, made);
  }
  await until("an embedded ledger is prepared", () => stat(made).catch(() => undefined), { within: 60_000 });
  const folder = await mkdtemp(join(tmpdir(), "scrubjay-ledger-"));
  await cp(made, folder, { recursive: true });
  return folder;
}

async function onPglite(): Promise<Opened> {
  const folder = await embeddedLedger();
  const ledger = await openEmbeddedLedger(folder, MASTER_KEY);
  return {
    ledger,
    async close() {
      await ledger.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function onPostgres(): Promise<Opened & { url: string }> {
  const database = await createDatabase();
  const ledger = await openServerLedger(database.url, MASTER_KEY);
  return {
    ledger,
    url: database.url,
    async close() {
      await ledger.close();
      await database.drop();
    },
  };
}

/** A run that is being planned. */
export function newRun(app: App, change: Partial<NewRun> = {}): Promise<number> {
  const run: NewRun = {
    kind: "sweep",
    autoApply: false,
    listed: false,
    policy: "sealed",
    policyDigest: "sha256:0",
    epoch: 0,
    createdBy: "cli",
    watchId: null,
    toolVersion: "0.0.0",
    ...change,
  };
  return app.runs.create(run, async () => undefined);
}

export function plannedUser(subject: string, change: Partial<PlannedRow> = {}): PlannedRow {
  const none = {
    reason: null,
    listPage: 0,
    batch: 0,
    customKeys: [],
    readAt: new Date(),
    evidence: null,
    salt: null,
  };
  return { subject, intent: "scrub", fields: ["email"], sealed: `sealed ${subject}`, ...none, ...change };
}

/** How many rows of a table satisfy a condition. */
export async function countOf(app: App, table: string, where: string): Promise<number> {
  const [found] = await rows<{ n: number }>(
    app.ledger.db,
    sql.raw(`select count(*)::int as n from scrubjay.${table} where ${where}`),
  );
  return found?.n ?? 0;
}
