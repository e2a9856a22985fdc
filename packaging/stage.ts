/**
 * Puts the package together in `build/package/`: what `package.json` lists under `files`, with a manifest of its own, and a lock
 * file for who installs it right there (npm packs none). In a folder apart, because a manifest that is swapped for the time
 * of packing stays swapped when that is cut off.
 */
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { EXTERNAL } from "../bundle.js";
import { readLock } from "./lock.js";
import { packedManifest, type Manifest } from "./manifest.js";

const TO = "build/package";

const manifest = JSON.parse(await readFile("package.json", "utf8")) as Manifest;
const locked = await readLock();
const external = EXTERNAL.map((name) => ({ name, ...locked(`node_modules/${name}`) }));
for (const { name, dependencies } of external) {
  if (dependencies !== undefined)
    throw new Error(`${name} has dependencies: the lock file made here lacks them`);
}
const packed = packedManifest(manifest, external);
const lock = {
  name: packed.name,
  version: packed.version,
  lockfileVersion: 3,
  requires: true,
  packages: {
    "": packed,
    ...Object.fromEntries(external.map(({ name, ...rest }) => [`node_modules/${name}`, rest])),
  },
};

await rm(TO, { recursive: true, force: true });
await mkdir(TO, { recursive: true });
for (const file of packed.files) await cp(file, join(TO, file), { recursive: true });
await write("package.json", packed);
await write("package-lock.json", lock);

async function write(file: string, value: unknown): Promise<void> {
  await writeFile(join(TO, file), `${JSON.stringify(value, null, 2)}\n`);
}
