import { Pseudonyms } from "../audit/pseudonyms.js";
import { BundleAuthenticator } from "../audit/bundle-authenticator.js";
import type { Config } from "../config/config.js";
import { Keyring } from "../keys/keyring.js";
import { openRepositories } from "../ledger/repositories.js";
import type { Telemetry } from "../telemetry/telemetry.js";
import { openLogContext } from "./log-context.js";
import type { AppLedger, OpenedLedger } from "../service/opened-app.js";

export interface AppLedgerOptions extends OpenedLedger {
  appId: string;
  config: Pick<Config, "dataDir" | "keys" | "log">;
  telemetry: Telemetry;
  clock: () => Date;
}

/** Looks at nothing yet; the keys are to be checked (`Keyring.check`) before anything is done with them. */
export function openAppLedger(options: AppLedgerOptions): AppLedger {
  const { ledger, masterKey, appId, config, telemetry, clock } = options;
  const pseudonymsOf = (other: string) => new Pseudonyms(masterKey, other);
  const pseudonyms = pseudonymsOf(appId);
  const authenticator = new BundleAuthenticator(masterKey);
  const repositories = openRepositories(ledger.db, appId, authenticator);
  const { evidenceKeys } = repositories;
  const keyring = new Keyring({ evidenceKeys, config: config.keys, firstEpoch: pseudonyms, appId, clock });
  const log = openLogContext({
    config,
    appId,
    ledger,
    repositories,
    authenticator,
    keyring,
    telemetry,
    clock,
  });
  return { ...repositories, ledger, pseudonyms, pseudonymsOf, keyring, log };
}
