import { copyFile, mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { openEmbeddedLedger } from "../../src/ledger/open.js";
import { packLedger, unpackLedger } from "../../src/ledger/packed-ledger.js";
import { MASTER_KEY, PACKED } from "../support/ledger.js";
import { tempFolder } from "../support/temp.js";

let place = "";
beforeAll(async () => {
  place = await tempFolder(() => undefined);
  for (const name of (await readdir(PACKED)).filter((it) => it.endsWith(".packed")))
    await copyFile(join(PACKED, name), join(place, name));
  return () => rm(place, { recursive: true });
});

test("a ledger from the packed one gets an identity of its own", async () => {
  const [one, other] = [await tempFolder(), await tempFolder()];
  for (const folder of [one, other]) await unpackLedger(join(folder, "ledger"), place);
  const [first, second] = [
    await openEmbeddedLedger(one, MASTER_KEY),
    await openEmbeddedLedger(other, MASTER_KEY),
  ];
  expect(first.id).not.toBe(second.id);
  await first.close();
  await second.close();
});

test("what a killed process left half unpacked is unpacked again", async () => {
  const folder = await tempFolder();
  await mkdir(join(folder, "ledger.new", "base"), { recursive: true });
  await writeFile(join(folder, "ledger.new", "PG_VERSION"), "1");
  await unpackLedger(join(folder, "ledger"), place);
  expect(await readdir(folder)).toEqual(["ledger"]);
  await (await openEmbeddedLedger(folder, MASTER_KEY)).close();
});

test("a ledger that is there is left alone, and without a packed one that fits nothing is laid out", async () => {
  const folder = await tempFolder();
  await mkdir(join(folder, "ledger"));
  await unpackLedger(join(folder, "ledger"), place);
  expect(await readdir(join(folder, "ledger"))).toEqual([]);
  const empty = await tempFolder();
  await writeFile(join(empty, "ledger-0000000000000000.packed"), "of another version");
  await unpackLedger(join(folder, "none"), empty);
  expect(await readdir(folder)).toEqual(["ledger"]);
});

test.each([
  ["cut off", (packed: Buffer) => packed.subarray(0, -1)],
  ["empty", () => Buffer.of()],
  [
    "changed by one bit",
    (packed: Buffer) => Buffer.from(packed.map((byte, at) => (at === 99 ? byte ^ 1 : byte))),
  ],
])("from a packed one that is %s nothing is laid out, and PGlite makes the ledger", async (_, damage) => {
  const [damaged, folder] = [await tempFolder(), await tempFolder()];
  const [name = ""] = await readdir(place);
  await writeFile(join(damaged, name), damage(await readFile(join(place, name))));
  await unpackLedger(join(folder, "ledger"), damaged);
  expect(await readdir(folder)).toEqual([]);
});

test("only its owner may read what is laid out", async () => {
  const folder = await tempFolder();
  await unpackLedger(join(folder, "ledger"), place);
  const modes = new Set<string>();
  for (const path of await readdir(folder, { recursive: true })) {
    const found = await stat(join(folder, path));
    modes.add(`${found.isDirectory() ? "folder" : "file"} ${(found.mode & 0o777).toString(8)}`);
  }
  expect([...modes].sort()).toEqual(["file 600", "folder 700"]);
});

test("packing again leaves what fits and removes what doesn't", async () => {
  await writeFile(join(place, "ledger-0000000000000000.packed"), "of another version");
  const before = (await readdir(place)).filter((name) => !name.includes("0000000000000000"));
  await packLedger(place);
  expect(await readdir(place)).toEqual(before);
  expect(before).toHaveLength(1);
});
