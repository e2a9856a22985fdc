import { randomBytes } from "node:crypto";
import { link, mkdir, open, rename, rm, type FileHandle } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { failure } from "../base/errors.js";
import { withDraft } from "./draft.js";

const KEY_BYTES = 32;
/** Exactly 32 bytes in base64 (RFC 4648 section 4), as `openssl rand -base64 32` prints them. */
const KEY_TEXT = /^[A-Za-z0-9+/]{43}=\n?$/;
/** Any right of the group or of others. */
const NOT_OWNER = 0o077;

/**
 * The 32-byte key in a file, made on first use: base64 text, mode 0600. Several processes may call it at once; all
 * get the same key, and no one ever sees half of one.
 * Throws KEY_FILE when others can read the file or it doesn't hold a key.
 */
export async function loadOrCreateKey(path: string): Promise<Buffer> {
  return (await readKey(path)) ?? (await createKey(path));
}

/** @returns undefined when there is no such file. @throws {KEY_FILE} as `loadOrCreateKey`. */
export async function readKey(path: string): Promise<Buffer | undefined> {
  const file = await openIfThere(path, "r");
  if (!file) return undefined;
  try {
    const { mode } = await file.stat();
    if (process.platform !== "win32" && (mode & NOT_OWNER) !== 0)
      throw failure("KEY_FILE.open", { file: basename(path) });
    const text = await file.readFile("utf8").catch(() => "");
    if (!KEY_TEXT.test(text)) throw failure("KEY_FILE.noKey", { file: basename(path) });
    return Buffer.from(text, "base64");
  } finally {
    await file.close();
  }
}

/** Puts another key in a file's place in one step, then overwrites the one before. */
export async function replaceKey(path: string, key: Buffer): Promise<void> {
  const before = await openIfThere(path, "r+");
  try {
    await withKeyDraft(path, key, (draft) => rename(draft, path));
    if (before) await overwrite(before);
  } finally {
    await before?.close();
  }
}

/**
 * Overwrites a key file and removes it. Copies that the disk or a backup keeps are out of reach.
 * @returns false when there is none.
 */
export async function shredKey(path: string): Promise<boolean> {
  const file = await openIfThere(path, "r+");
  if (!file) return false;
  try {
    // First: whoever has the file under another name, such as a draft that a kill left, loses it too.
    await overwrite(file);
  } finally {
    await file.close();
  }
  await rm(path, { force: true });
  await syncFolder(dirname(path));
  return true;
}

async function createKey(path: string): Promise<Buffer> {
  const key = randomBytes(KEY_BYTES);
  try {
    await withKeyDraft(path, key, (draft) => link(draft, path));
    return key;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") return await loadOrCreateKey(path);
    throw failure("KEY_FILE.unmade", { file: basename(path), code: code ?? "UNKNOWN" }, { cause: error });
  }
}

/** What is made with a key must never outlive it, so it is on the disk when this returns. */
async function withKeyDraft(
  path: string,
  key: Buffer,
  place: (draft: string) => Promise<void>,
): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await withDraft(path, { text: `${key.toString("base64")}\n`, mode: 0o600 }, async (draft) => {
    await place(draft);
    await syncFolder(dirname(path));
  });
}

async function openIfThere(path: string, flags: "r" | "r+"): Promise<FileHandle | undefined> {
  try {
    return await open(path, flags);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw failure(
      "KEY_FILE.refused",
      { file: basename(path), done: flags === "r" ? "read" : "changed" },
      { cause: error },
    );
  }
}

async function overwrite(file: FileHandle): Promise<void> {
  const { size } = await file.stat();
  await file.write(randomBytes(size), 0, size, 0);
  await file.sync();
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r");
  await folder.sync().finally(() => folder.close());
}
