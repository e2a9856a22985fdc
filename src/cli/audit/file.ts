import { randomBytes } from "node:crypto";
import { open, rename, rm, type FileHandle } from "node:fs/promises";
import { failure } from "../../base/errors.js";

/**
 * Writes a file as a whole or not at all: it gets its name when all of it is on the disk, and what had that name before
 * is replaced in one step. Only its owner may read it.
 * @returns its bytes.
 * @throws {USAGE} when it can't be written there, and whatever reading `chunks` throws.
 */
export async function writeWhole(
  path: string,
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<number> {
  const draft = `${path}.${randomBytes(6).toString("hex")}`;
  const file = await open(draft, "wx", 0o600).catch(refuse);
  try {
    const bytes = await write(file, chunks).finally(() => file.close());
    await rename(draft, path).catch(refuse);
    return bytes;
  } finally {
    await rm(draft, { force: true });
  }
}

async function write(
  file: FileHandle,
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<number> {
  let bytes = 0;
  for await (const chunk of chunks) {
    await file.writeFile(chunk).catch(refuse);
    bytes += chunk.length;
  }
  await file.sync().catch(refuse);
  return bytes;
}

function refuse(error: unknown): never {
  const { code = "UNKNOWN" } = error as NodeJS.ErrnoException;
  throw failure("USAGE.file", { code });
}
