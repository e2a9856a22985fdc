import { Pseudonyms } from "../audit/pseudonyms.js";
import { Scribe } from "../audit/scribe.js";
import type { Config } from "../config.js";
import { Keyring } from "../keys/keyring.js";
import type { Ledger } from "../ledger/open.js";
import { openRepositories, type Repositories } from "../ledger/repositories.js";
import type { LogSite } from "../sealing/site.js";
import type { Telemetry } from "../telemetry/telemetry.js";
import { openLogSite } from "./log-site.js";

/** A ledger and the key under which it was opened. */
export interface OpenedLedger {
  ledger: Ledger;
  masterKey: Buffer;
}

export interface AppLedgerOptions extends OpenedLedger {
  appId: string;
  config: Pick<Config, "dataDir" | "keys" | "log">;
  telemetry: Telemetry;
  clock: () => Date;
}

/** What reads and writes one app's part of a ledger. */
export interface AppLedger extends Repositories {
  ledger: Ledger;
  pseudonyms: Pseudonyms;
  /** The pseudonyms that people have in another app under the same key. */
  pseudonymsOf: (appId: string) => Pseudonyms;
  /** Under which people are pseudonyms in the evidence, and what signs it. */
  keyring: Keyring;
  /** The sealed log. */
  log: LogSite;
}

/** Looks at nothing yet; the keys are to be checked (`Keyring.check`) before anything is done with them. */
export function openAppLedger(options: AppLedgerOptions): AppLedger {
  const { ledger, masterKey, appId, config, telemetry, clock } = options;
  const pseudonymsOf = (other: string) => new Pseudonyms(masterKey, other);
  const pseudonyms = pseudonymsOf(appId);
  const scribe = new Scribe(masterKey);
  const repositories = openRepositories(ledger.db, appId, scribe);
  const { evidenceKeys } = repositories;
  const keyring = new Keyring({ evidenceKeys, config: config.keys, firstEpoch: pseudonyms, appId, clock });
  const log = openLogSite({ config, appId, ledger, repositories, scribe, keyring, telemetry, clock });
  return { ...repositories, ledger, pseudonyms, pseudonymsOf, keyring, log };
}
