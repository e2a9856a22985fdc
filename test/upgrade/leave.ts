/**
 * Keeps what the built program leaves behind, as a fixture that every later version is tested with (upgrade.test.ts):
 *
 *     npm run leave -- <name>
 *
 * The program is dist/ as it was built last. `name` is the new folder in left-by/, such as 1.4.0: a version's own files
 * are made once, when it is released, and never changed.
 */
import { access, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { MAIN } from "../support/cli.js";
import { embeddedStorage, postgresStorage } from "./storages.js";
import { keptVersions, LEFT_BY, LEDGERS } from "./kept.js";
import { leaveLedger } from "./leave-ledger.js";
import { readme } from "./readme.js";

const STORAGES = { postgres: postgresStorage, embedded: embeddedStorage };

async function leave(name: string): Promise<void> {
  await access(MAIN);
  const folder = join(LEFT_BY, name);
  const making = join(LEFT_BY, `.${name}.new`);
  if ((await keptVersions()).includes(name)) throw new Error(`there is one of that name: ${folder}`);
  try {
    for (const kind of LEDGERS) {
      const storage = await STORAGES[kind]();
      await mkdir(join(making, kind), { recursive: true });
      await leaveLedger(kind, storage, join(making, kind)).finally(() => storage.close());
      console.log(`left: ${kind}`);
    }
    await writeFile(join(making, "README.md"), readme(name));
  } catch (error) {
    await rm(making, { recursive: true, force: true });
    throw error;
  }
  await rename(making, folder);
}

const name = process.argv[2];
if (name === undefined || !/^\w[\w.-]*$/.test(name)) throw new Error("usage: npm run leave -- <name>");
await leave(name);
