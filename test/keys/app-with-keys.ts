import { join } from "node:path";
import { sql } from "drizzle-orm";
import { openLogContext } from "../../src/wiring/log-context.js";
import { loadConfig, type KeySettings } from "../../src/config/config.js";
import { Keyring } from "../../src/keys/keyring.js";
import { silent } from "../../src/telemetry/telemetry.js";
import { AUTHENTICATOR, type App, type TestLedger } from "../support/ledger.js";
import { tempFolder } from "../support/temp.js";

export const ACTOR = { name: "cli", role: "owner" } as const;

/** A clock that stands still until it is moved. */
export class Clock {
  constructor(public now = new Date("2026-01-01T00:00:00Z")) {}
  readonly read = () => this.now;
  move(ms: number) {
    this.now = new Date(this.now.getTime() + ms);
  }
}

export const onlyFolder = (dir: string): KeySettings => ({ dir, signing: undefined, evidence: new Map() });

export const onlySettings = (evidence: Record<number, Buffer>, signing?: Buffer): KeySettings => ({
  dir: undefined,
  signing,
  evidence: new Map(Object.entries(evidence).map(([number, key]) => [Number(number), key])),
});

/** As if no epoch had begun and no log were open: epochs belong to the whole ledger, which the tests of a file share. */
export async function forgetKeys({ ledger }: TestLedger): Promise<void> {
  await ledger.db.execute(
    sql`truncate scrubjay.evidence_keys, scrubjay.signing_keys, scrubjay.runs, scrubjay.worklist, scrubjay.holds,
          scrubjay.suppression, scrubjay.watches, scrubjay.comebacks, scrubjay.requests, scrubjay.request_subjects,
          scrubjay.request_emails, scrubjay.request_events`,
  );
  await ledger.db.execute(sql`update scrubjay.logs set closed_at = now() where closed_at is null`);
}

/** An app whose keys are in a folder of the test's own, or in settings. */
export interface AppWithKeys extends App {
  folder: string;
  clock: Clock;
  /** The same app as another process sees it. */
  another(config?: KeySettings): Promise<AppWithKeys>;
}

export async function appWithKeys(on: TestLedger, config?: KeySettings): Promise<AppWithKeys> {
  const folder = join(await tempFolder(), "keys");
  return withKeys(on.app(), config ?? onlyFolder(folder), folder, new Clock());
}

async function withKeys(app: App, config: KeySettings, folder: string, clock: Clock): Promise<AppWithKeys> {
  const keyring = await Keyring.open({
    evidenceKeys: app.evidenceKeys,
    config,
    firstEpoch: app.pseudonyms,
    appId: app.appId,
    clock: clock.read,
  });
  const log = openLogContext({
    config: { dataDir: folder, log: loadConfig({}).log },
    appId: app.appId,
    ledger: app.ledger,
    repositories: app,
    authenticator: AUTHENTICATOR,
    keyring,
    telemetry: silent,
  });
  return {
    ...app,
    keyring,
    log: { ...log, clock: clock.read },
    folder,
    clock,
    another: (other = config) => withKeys(app, other, folder, clock),
  };
}
