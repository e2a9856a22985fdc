import { chmod, link, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { loadOrCreateKey, readKey, replaceKey, shredKey } from "../../src/embedded/key-file.js";
import { tempFolder } from "../support/temp.js";

test("a key file is made once, with 32 bytes that only the owner can read", async () => {
  const path = join(await tempFolder(), "new", "key");
  const key = await loadOrCreateKey(path);
  expect(key).toHaveLength(32);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await readFile(path, "utf8")).toBe(`${key.toString("base64")}\n`);
  expect(await loadOrCreateKey(path)).toEqual(key);
});

test("many that make the same key file at once all get the same key", async () => {
  const folder = await tempFolder();
  const keys = await Promise.all(Array.from({ length: 30 }, () => loadOrCreateKey(join(folder, "key"))));
  expect(new Set(keys.map((key) => key.toString("hex"))).size).toBe(1);
  expect(await readdir(folder)).toEqual(["key"]);
});

test.each([0o644, 0o640, 0o604, 0o620])("a key file of mode %o is refused", async (mode) => {
  const path = join(await tempFolder(), "key");
  await loadOrCreateKey(path);
  await chmod(path, mode);
  await expect(loadOrCreateKey(path)).rejects.toMatchObject({
    code: "KEY_FILE",
    exitCode: 2,
    message: "the key file key can be read or changed by other users",
  });
});

test.each(["", "secret", Buffer.alloc(31, 7).toString("base64"), Buffer.alloc(33, 7).toString("base64")])(
  "a key file that holds %j is refused, is left as it is, and its content isn't told",
  async (text) => {
    const path = join(await tempFolder(), "key");
    await writeFile(path, text, { mode: 0o600 });
    const error = (await loadOrCreateKey(path).catch((caught: unknown) => caught)) as Error;
    expect(error).toMatchObject({
      code: "KEY_FILE",
      message: "the key file key doesn't hold 32 bytes in base64",
    });
    if (text !== "") expect(JSON.stringify({ ...error, stack: error.stack })).not.toContain(text);
    expect(await readFile(path, "utf8")).toBe(text);
  },
);

test("a folder in the key file's place is refused", async () => {
  await expect(loadOrCreateKey(await tempFolder())).rejects.toMatchObject({ code: "KEY_FILE" });
});

test("a key file is only looked for where it isn't to be made", async () => {
  const folder = await tempFolder();
  expect(await readKey(join(folder, "key"))).toBeUndefined();
  expect(await readdir(folder)).toEqual([]);
});

test("a key file that is removed is overwritten first, under whatever other name it is left", async () => {
  const folder = await tempFolder();
  const [path, draft] = [join(folder, "key"), join(folder, "draft")];
  const key = await loadOrCreateKey(path);
  await link(path, draft);
  expect(await shredKey(path)).toBe(true);
  expect(await readdir(folder)).toEqual(["draft"]);
  expect(await readFile(draft)).toHaveLength(45);
  expect(await readFile(draft, "latin1")).not.toContain(key.toString("base64").slice(0, 8));
  expect(await shredKey(path)).toBe(false);
});

test("a key file that is replaced has the new key at once, and the old bytes are overwritten", async () => {
  const folder = await tempFolder();
  const [path, old] = [join(folder, "key"), join(folder, "old")];
  const before = await loadOrCreateKey(path);
  await link(path, old);
  const key = Buffer.alloc(32, 7);
  await replaceKey(path, key);
  expect(await loadOrCreateKey(path)).toEqual(key);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await readFile(old, "latin1")).not.toContain(before.toString("base64").slice(0, 8));
  expect((await readdir(folder)).sort()).toEqual(["key", "old"]);
});

test("a key file that can't be made says so by its name and a code", async () => {
  const file = join(await tempFolder(), "file");
  await writeFile(file, "");
  await expect(loadOrCreateKey(join(file, "signing.key"))).rejects.toMatchObject({
    code: "KEY_FILE",
    exitCode: 2,
  });
});
