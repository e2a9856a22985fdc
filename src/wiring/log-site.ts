import { join } from "node:path";
import type { Scribe } from "../audit/scribe.js";
import type { Config } from "../config/config.js";
import type { Keyring } from "../keys/keyring.js";
import type { Ledger } from "../ledger/open.js";
import type { Repositories } from "../ledger/repositories.js";
import { KeptCheckpoint } from "../sealing/kept-checkpoint.js";
import type { LogSite } from "../sealing/site.js";
import type { Telemetry } from "../telemetry/telemetry.js";

interface LogSiteOptions {
  config: Pick<Config, "dataDir" | "log">;
  appId: string;
  ledger: Ledger;
  repositories: Repositories;
  scribe: Scribe;
  keyring: Keyring;
  telemetry: Telemetry;
  /** @default the system's */
  clock?: () => Date;
}

/** The sealed log of an app on an opened ledger. */
export function openLogSite(options: LogSiteOptions): LogSite {
  const {
    config,
    appId,
    ledger,
    repositories,
    scribe,
    keyring,
    telemetry,
    clock = () => new Date(),
  } = options;
  const folder = join(config.dataDir, "log");
  return {
    ...repositories,
    db: ledger.db,
    appId,
    scribe,
    origin: { configured: config.log.origin, fallback: `scrubjay/${ledger.id}/${appId}` },
    signingKey: (origin) => keyring.signing(origin),
    kept: (origin) => new KeptCheckpoint(folder, origin),
    telemetry,
    clock,
  };
}
