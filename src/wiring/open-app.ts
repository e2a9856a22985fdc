import { join } from "node:path";
import { loadOrCreateKey } from "../embedded/key-file.js";
import { lockDataDir } from "../embedded/lock-data-dir.js";
import { openEmbeddedLedger, openServerLedger } from "../ledger/open.js";
import { TelemetryBus } from "../telemetry/telemetry.js";
import { openAppLedger } from "./app-ledger.js";
import type { OpenedLedger, OpenedApp, OpenAppOptions } from "../service/opened-app.js";
import { Cleanup } from "../base/cleanup.js";

/** Opens the ledger; `app.cleanup.run()` closes what it has opened. */
export async function openApp(options: OpenAppOptions): Promise<OpenedApp> {
  const { appId, config, clock = () => new Date() } = options;
  const cleanup = new Cleanup();
  try {
    const telemetry = new TelemetryBus();
    if (options.listener) telemetry.subscribe(options.listener);
    const opened = options.opened ?? (await openLedger(options, cleanup));
    const app = openAppLedger({ ...opened, appId, config, telemetry, clock });
    await app.keyring.check();
    return { ...app, options, telemetry, clock, cleanup };
  } catch (error) {
    await cleanup.run();
    throw error;
  }
}

async function openLedger({ config, command }: OpenAppOptions, cleanup: Cleanup): Promise<OpenedLedger> {
  if (config.databaseUrl !== undefined) {
    if (!config.pseudonymKey) throw new Error("settings were loaded without their checks");
    const ledger = await openServerLedger(config.databaseUrl, config.pseudonymKey);
    cleanup.add(() => ledger.close());
    return { ledger, masterKey: config.pseudonymKey };
  }
  const lock = await lockDataDir(config.dataDir, { command });
  cleanup.add(() => lock.release());
  const masterKey = config.pseudonymKey ?? (await loadOrCreateKey(join(config.dataDir, "pseudonym.key")));
  const ledger = await openEmbeddedLedger(config.dataDir, masterKey);
  cleanup.add(() => ledger.close());
  return { ledger, masterKey };
}
