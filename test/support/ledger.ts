import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, inject, test } from "vitest";
import { loadConfig } from "../../src/config/config.js";
import { Epoch } from "../../src/keys/epoch.js";
import { rows } from "../../src/ledger/database.js";
import { openEmbeddedLedger, openServerLedger, type Ledger } from "../../src/ledger/open.js";
import { unpackLedger } from "../../src/ledger/packed-ledger.js";
import type { NewRun } from "../../src/ledger/runs/new-run.js";
import { silent } from "../../src/telemetry/telemetry.js";
import { openAppLedger } from "../../src/wiring/app-ledger.js";
import type { AppLedger } from "../../src/service/opened-app.js";
import type { PlannedRow } from "../../src/ledger/runs/worklist.js";
import { ledgerDatabase } from "./postgres.js";
import { full, sized } from "./size.js";
import { EVIDENCE_KEY, KEYS, MASTER_KEY } from "./test-keys.js";

export { EVIDENCE_KEY, MASTER_KEY, AUTHENTICATOR, SIGNING_SEED } from "./test-keys.js";

/** A ledger for one test file. Tests don't disturb each other: each works on an app of its own. */
export interface TestLedger {
  readonly ledger: Ledger;
  /** Set on PostgreSQL only, where others can open it too. */
  readonly url: string | undefined;
  /** What works on an app that nobody else has. */
  app(): App;
}

export interface App extends AppLedger {
  appId: string;
  /** Who a user is in the evidence of epoch 1. */
  inEvidence: (userId: string) => string;
}

let apps = 0;

/** Made when something is kept there. Whoever opens the same ledger shares it, as processes on one machine do. */
export const dataDirOf = (ledger: Ledger): string => join(inject("scratchFolder"), "data", ledger.id);

export function appOn(ledger: Ledger, appId: string): App {
  const config = { dataDir: dataDirOf(ledger), keys: KEYS, log: loadConfig({}).log };
  const opened = { ledger, masterKey: MASTER_KEY, appId, config, telemetry: silent, clock: () => new Date() };
  return {
    ...openAppLedger(opened),
    appId,
    inEvidence: (userId) => new Epoch(1, EVIDENCE_KEY, appId).subject(userId),
  };
}

/** Runs the same tests on PGlite and on PostgreSQL: those whose subject is SQL. Each ledger is opened once for all of them. */
export function describeLedgers(name: string, tests: (on: TestLedger) => void): void {
  for (const kind of LEDGERS) describeOn(kind, name, tests);
}

/** Runs tests on PostgreSQL, and in the full size on PGlite too. */
export function describeWidely(name: string, tests: (on: TestLedger) => void): void {
  for (const kind of sized(["PostgreSQL"] as const, LEDGERS)) describeOn(kind, name, tests);
}

/** A ledger on PostgreSQL, and in the full size for some tests one on PGlite too. */
export interface PostgresLedger extends TestLedger {
  /** A test that can run on PGlite too: of those about one thing, the one that takes it through its statements. */
  both(name: string, test: () => Promise<void>): void;
}

/** Runs tests on PostgreSQL alone: those that are about what is done with a ledger, not about its SQL. */
export const describePostgres = (name: string, tests: (on: PostgresLedger) => void): void =>
  describeOn("PostgreSQL", name, tests);

const OPEN = { PGlite: onPglite, PostgreSQL: onPostgres };
type Kind = keyof typeof OPEN;
const LEDGERS: readonly Kind[] = ["PGlite", "PostgreSQL"];

function describeOn(usual: Kind, name: string, tests: (on: PostgresLedger) => void): void {
  describe(`${name} on ${usual}`, () => {
    const opened: Partial<Record<Kind, Opened>> = {};
    let kind = usual;
    const use = async (next: Kind) => {
      opened[next] ??= await OPEN[next]();
      kind = next;
    };
    beforeAll(() => use(usual));
    afterAll(async () => {
      for (const { close } of Object.values(opened)) await close();
    });
    const ledger = () => {
      const found = opened[kind];
      if (!found) throw new Error("the ledger is open only while tests run");
      return found.ledger;
    };
    tests({
      get ledger() {
        return ledger();
      },
      get url() {
        return opened[kind]?.url;
      },
      app: () => appOn(ledger(), `app-${++apps}`),
      both(its, run) {
        test(its, run);
        if (!full) return;
        describe("on PGlite too", () => {
          beforeAll(() => use("PGlite"));
          afterAll(() => void (kind = usual));
          test(its, run);
        });
      },
    });
  });
}

interface Opened {
  ledger: Ledger;
  url?: string;
  close: () => Promise<void>;
}

/** Where the build packs one. */
export const PACKED = fileURLToPath(new URL("../../dist", import.meta.url));

/** A folder with a new embedded ledger; the first start of PGlite takes seconds, unpacking does not. */
export async function embeddedLedger(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "scrubjay-ledger-"));
  await unpackLedger(join(folder, "ledger"), PACKED);
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

async function onPostgres(): Promise<Opened> {
  const database = await ledgerDatabase();
  const ledger = await openServerLedger(database.url, MASTER_KEY);
  return {
    ledger,
    url: database.url,
    close: () => ledger.close(),
  };
}

/** A run that is being planned. */
export function newRun(app: App, change: Partial<NewRun> = {}): Promise<number> {
  const run: NewRun = {
    kind: "sweep",
    autoApply: false,
    listed: false,
    policyDigest: "sha256:0",
    epoch: 0,
    createdBy: "cli",
    watchId: null,
    apiOrigin: "http://127.0.0.1",
    toolVersion: "0.0.0",
    ...change,
  };
  const bind = () => ({ policy: "sealed", scanMac: "mac" });
  return app.runs.create(run, bind, async () => undefined);
}

export function plannedUser(subject: string, change: Partial<PlannedRow> = {}): PlannedRow {
  const none = {
    reason: null,
    listPage: 0,
    batch: 0,
    customKeys: [],
    remaining: [],
    readAt: new Date(),
    evidence: null,
    salt: null,
  };
  const mac = `mac of ${subject}`;
  return {
    subject,
    intent: "scrub",
    fields: ["email"],
    sealed: `sealed ${subject}`,
    mac,
    ...none,
    ...change,
  };
}

/** How many rows of a table satisfy a condition. */
export async function countOf(app: App, table: string, where: string): Promise<number> {
  const [found] = await rows<{ n: number }>(
    app.ledger.db,
    sql.raw(`select count(*)::int as n from scrubjay.${table} where ${where}`),
  );
  return found?.n ?? 0;
}
