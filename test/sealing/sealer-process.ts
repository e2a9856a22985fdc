/**
 * A process that does nothing but seal, as fast as it can, until it is killed. Arguments: database URL, app ID, data
 * folder, ledger key, signing seed (both hexadecimal), lease in ms.
 */
import { BundleAuthenticator } from "../../src/audit/bundle-authenticator.js";
import { SigningKey } from "../../src/audit/signing-key.js";
import { loadConfig } from "../../src/config/config.js";
import type { Keyring } from "../../src/keys/keyring.js";
import { openServerLedger } from "../../src/ledger/open.js";
import { openRepositories } from "../../src/ledger/repositories.js";
import { Sealer } from "../../src/sealing/sealer.js";
import { silent } from "../../src/telemetry/telemetry.js";
import { openLogContext } from "../../src/wiring/log-context.js";

const [url = "", appId = "", dataDir = "", masterKey = "", seed = "", leaseMs] = process.argv.slice(2);
const key = Buffer.from(masterKey, "hex");
const ledger = await openServerLedger(url, key);
const authenticator = new BundleAuthenticator(key);
const repositories = openRepositories(ledger.db, appId, authenticator);
const keyring = {
  signing: (origin: string) => SigningKey.fromSeed(origin, Buffer.from(seed, "hex")),
} as Keyring;
const config = { dataDir, log: loadConfig({}).log };
const context = openLogContext({
  config,
  appId,
  ledger,
  repositories,
  authenticator,
  keyring,
  telemetry: silent,
});
const sealer = new Sealer(context, { leaseMs: Number(leaseMs) });
process.stdout.write("sealing\n");
for (;;) await sealer.seal();
