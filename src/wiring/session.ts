import { join } from "node:path";
import { loadOrCreateKey } from "../embedded/key-file.js";
import { lockDataDir } from "../embedded/lock-data-dir.js";
import { openEmbeddedLedger, openServerLedger } from "../ledger/open.js";
import { TelemetryBus } from "../telemetry/telemetry.js";
import { openAppLedger } from "./app-ledger.js";
import type { OpenedLedger, Session, SessionOptions } from "../service/opened-app.js";
import { Releasers } from "../base/releasers.js";

/** Opens the ledger; `session.releasers.release()` closes what it has opened. */
export async function openSession(options: SessionOptions): Promise<Session> {
  const { appId, config, clock = () => new Date() } = options;
  const releasers = new Releasers();
  try {
    const telemetry = new TelemetryBus();
    if (options.listener) telemetry.subscribe(options.listener);
    const opened = options.opened ?? (await openLedger(options, releasers));
    const app = openAppLedger({ ...opened, appId, config, telemetry, clock });
    await app.keyring.check();
    return { ...app, options, telemetry, clock, releasers };
  } catch (error) {
    await releasers.release();
    throw error;
  }
}

async function openLedger({ config, command }: SessionOptions, releasers: Releasers): Promise<OpenedLedger> {
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
