import { join } from "node:path";
import { Scribe } from "../audit/scribe.js";
import { Pseudonyms } from "../audit/pseudonyms.js";
import type { Config } from "../config.js";
import { loadOrCreateKey } from "../embedded/key-file.js";
import { lockDataDir } from "../embedded/lock-data-dir.js";
import { Keyring } from "../keys/keyring.js";
import { openEmbeddedLedger, openServerLedger, type Ledger } from "../ledger/open.js";
import { openRepositories, type Repositories } from "../ledger/repositories.js";
import type { LogSite } from "../sealing/site.js";
import { createLogger, logTo } from "../telemetry/log.js";
import { TelemetryBus } from "../telemetry/telemetry.js";
import { openLogSite } from "./log-site.js";
import { Releasers } from "./releasers.js";

export interface SessionOptions {
  config: Config;
  appId: string;
  /** Told to another process that finds the data folder taken. */
  command: string;
  /** `info` for services, `warn` for commands that a person watches; the setting LOG_LEVEL wins. */
  logLevel: string;
  /** Lines for a person, such as that Redis is being installed. */
  say: (line: string) => void;
}

/** An opened ledger and what reads it: enough for commands that only look. */
export interface Session extends Repositories {
  options: SessionOptions;
  ledger: Ledger;
  pseudonyms: Pseudonyms;
  /** The pseudonyms that people have in another app under the same key. */
  pseudonymsOf: (appId: string) => Pseudonyms;
  /** Under which people are pseudonyms in the evidence, and what signs it. */
  keyring: Keyring;
  /** The sealed log. */
  log: LogSite;
  telemetry: TelemetryBus;
  releasers: Releasers;
}

/** Opens the ledger; `session.releasers.release()` closes it again. */
export async function openSession(options: SessionOptions): Promise<Session> {
  const releasers = new Releasers();
  try {
    const telemetry = new TelemetryBus();
    telemetry.subscribe(logTo(createLogger(options.config.logLevel ?? options.logLevel)));
    const { ledger, masterKey } = await openLedger(options, releasers);
    const { appId, config } = options;
    const pseudonymsOf = (otherApp: string) => new Pseudonyms(masterKey, otherApp);
    const pseudonyms = pseudonymsOf(appId);
    const scribe = new Scribe(masterKey);
    const repositories = openRepositories(ledger.db, appId, scribe);
    const keyring = await Keyring.open({
      evidenceKeys: repositories.evidenceKeys,
      config: config.keys,
      firstEpoch: pseudonyms,
      appId,
      clock: () => new Date(),
    });
    const log = openLogSite({ config, appId, ledger, repositories, scribe, keyring, telemetry });
    return {
      options,
      ledger,
      ...repositories,
      pseudonyms,
      pseudonymsOf,
      keyring,
      log,
      telemetry,
      releasers,
    };
  } catch (error) {
    await releasers.release();
    throw error;
  }
}

async function openLedger(
  { config, command }: SessionOptions,
  releasers: Releasers,
): Promise<{ ledger: Ledger; masterKey: Buffer }> {
  if (config.databaseUrl !== undefined) {
    if (!config.pseudonymKey) throw new Error("settings were loaded without their checks");
    const ledger = await openServerLedger(config.databaseUrl, config.pseudonymKey);
    releasers.add(() => ledger.close());
    return { ledger, masterKey: config.pseudonymKey };
  }
  const lock = await lockDataDir(config.dataDir, { command });
  releasers.add(() => lock.release());
  const masterKey = config.pseudonymKey ?? (await loadOrCreateKey(join(config.dataDir, "pseudonym.key")));
  const ledger = await openEmbeddedLedger(config.dataDir, masterKey);
  releasers.add(() => ledger.close());
  return { ledger, masterKey };
}
