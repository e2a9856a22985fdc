import type { Pseudonyms } from "../audit/pseudonyms.js";
import type { Keyring } from "../keys/keyring.js";
import type { Ledger } from "../ledger/open.js";
import type { Repositories } from "../ledger/repositories.js";
import type { LogContext } from "../sealing/log-context.js";
import type { Config } from "../config/config.js";
import type { TelemetryBus } from "../telemetry/telemetry.js";
import { type Listener } from "../telemetry/telemetry.js";
import type { Cleanup } from "../base/cleanup.js";

/** A ledger and the key under which it was opened. */
export interface OpenedLedger {
  ledger: Ledger;
  masterKey: Buffer;
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
  log: LogContext;
}

export interface OpenAppOptions {
  config: Config;
  appId: string;
  /** Told to another process that finds the data folder taken. */
  command: string;
  /** Is told all events. Undefined: nobody is. */
  listener?: Listener | undefined;
  /** Lines for a person, such as that Redis is being installed. */
  say: (line: string) => void;
  /** @default the system's */
  clock?: () => Date;
  /** Closed by whoever opened it. @default the ledger of the settings, which is opened and closed with the app */
  opened?: OpenedLedger;
}

/** An opened ledger and what reads it: enough for commands that only look. */
export interface OpenedApp extends AppLedger {
  options: OpenAppOptions;
  telemetry: TelemetryBus;
  clock: () => Date;
  cleanup: Cleanup;
}
