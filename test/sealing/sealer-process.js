/**
 * A process that does nothing but seal, as fast as it can, until it is killed. It runs what was built, which starts
 * fastest. Arguments: database URL, app ID, data folder, ledger key, signing seed (both hexadecimal), lease in ms.
 */
import { Buffer } from "node:buffer";
import { Scribe } from "../../dist/src/audit/scribe.js";
import { SigningKey } from "../../dist/src/audit/signing-key.js";
import { loadConfig } from "../../dist/src/config.js";
import { openServerLedger } from "../../dist/src/ledger/open.js";
import { openRepositories } from "../../dist/src/ledger/repositories.js";
import { Sealer } from "../../dist/src/sealing/sealer.js";
import { silent } from "../../dist/src/telemetry/telemetry.js";
import { openLogSite } from "../../dist/src/wiring/log-site.js";

const [url, appId, dataDir, masterKey, seed, leaseMs] = process.argv.slice(2);
const key = Buffer.from(masterKey, "hex");
const ledger = await openServerLedger(url, key);
const scribe = new Scribe(key);
const repositories = openRepositories(ledger.db, appId, scribe);
const keyring = { signing: (origin) => SigningKey.fromSeed(origin, Buffer.from(seed, "hex")) };
const config = { dataDir, log: loadConfig({}).log };
const site = openLogSite({ config, appId, ledger, repositories, scribe, keyring, telemetry: silent });
const sealer = new Sealer(site, { leaseMs: Number(leaseMs) });
process.stdout.write("sealing\n");
for (;;) await sealer.seal();
