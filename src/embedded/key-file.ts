import { randomBytes } from "node:crypto";
import { link, mkdir, open, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { KeyFileError } from "./errors.js";

const KEY_BYTES = 32;
/** Exactly 32 bytes in base64 (RFC 4648 section 4), as `openssl rand -base64 32` prints them. */
const KEY_TEXT = /^[A-Za-z0-9+/]{43}=\n?$/;
/** Any right of the group or of others. */
const NOT_OWNER = 0o077;

/**
 * The 32-byte key in a file, made on first use: base64 text, mode 0600. Several processes may call it at once; all
 * get the same key, and no one ever sees half of one.
 * Throws KeyFileError when others can read the file or it doesn't hold a key.
 */
export async function loadOrCreateKey(path: string): Promise<Buffer> {
  return (await readKey(path)) ?? (await createKey(path));
}

async function readKey(path: string): Promise<Buffer | undefined> {
  let file;
  try {
    file = await open(path, "r");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new KeyFileError("the key file can't be read", "Check who owns the file and its folder", {
      cause: error,
    });
  }
  try {
    const { mode } = await file.stat();
    if (process.platform !== "win32" && (mode & NOT_OWNER) !== 0) {
      throw new KeyFileError(
        "the key file can be read or changed by other users",
        "Run chmod 600 on it; if others may have read it, treat the key as known to them",
      );
    }
    const text = await file.readFile("utf8").catch(() => "");
    if (!KEY_TEXT.test(text)) {
      throw new KeyFileError(
        "the key file doesn't hold 32 bytes in base64",
        "Restore it from a backup: with another key, earlier pseudonyms and encrypted IDs can't be read again",
      );
    }
    return Buffer.from(text, "base64");
  } finally {
    await file.close();
  }
}

async function createKey(path: string): Promise<Buffer> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${randomBytes(8).toString("hex")}`;
  const key = randomBytes(KEY_BYTES);
  try {
    const file = await open(draft, "wx", 0o600);
    try {
      await file.writeFile(`${key.toString("base64")}\n`);
      // What is encrypted under it must never outlive it.
      await file.sync();
    } finally {
      await file.close();
    }
    await link(draft, path);
    await syncFolder(dirname(path));
    return key;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    return await loadOrCreateKey(path);
  } finally {
    await rm(draft, { force: true });
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r");
  await folder.sync().finally(() => folder.close());
}
