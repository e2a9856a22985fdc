import { join } from "node:path";
import type { BundleAuthenticator } from "../audit/bundle-authenticator.js";
import type { Config } from "../config/config.js";
import type { Keyring } from "../keys/keyring.js";
import type { Ledger } from "../ledger/open.js";
import type { Repositories } from "../ledger/repositories.js";
import { KeptCheckpoint } from "../sealing/kept-checkpoint.js";
import type { LogContext } from "../sealing/log-context.js";
import type { Telemetry } from "../telemetry/telemetry.js";

interface LogContextOptions {
  config: Pick<Config, "dataDir" | "log">;
  appId: string;
  ledger: Ledger;
  repositories: Repositories;
  authenticator: BundleAuthenticator;
  keyring: Keyring;
  telemetry: Telemetry;
  /** @default the system's */
  clock?: () => Date;
}

/** The sealed log of an app on an opened ledger. */
export function openLogContext(options: LogContextOptions): LogContext {
  const {
    config,
    appId,
    ledger,
    repositories,
    authenticator,
    keyring,
    telemetry,
    clock = () => new Date(),
  } = options;
  const folder = join(config.dataDir, "log");
  return {
    ...repositories,
    db: ledger.db,
    appId,
    authenticator,
    origin: { configured: config.log.origin, fallback: `scrubjay/${ledger.id}/${appId}` },
    issuer: config.log.issuer,
    signingKey: (origin) => keyring.signing(origin),
    kept: (origin) => new KeptCheckpoint(folder, origin),
    telemetry,
    clock,
  };
}
