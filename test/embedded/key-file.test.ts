import { chmod, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { loadOrCreateKey } from "../../src/embedded/key-file.js";
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
    message: "the key file can be read or changed by other users",
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
      message: "the key file doesn't hold 32 bytes in base64",
    });
    if (text !== "") expect(JSON.stringify({ ...error, stack: error.stack })).not.toContain(text);
    expect(await readFile(path, "utf8")).toBe(text);
  },
);

test("a folder in the key file's place is refused", async () => {
  await expect(loadOrCreateKey(await tempFolder())).rejects.toMatchObject({ code: "KEY_FILE" });
});
