import { open, rm } from "node:fs/promises";
import { failure } from "../../base/errors.js";
import { writeWhole } from "../audit/file.js";

/** A file that is ours before anything is done, so that a wrong path is told before it matters. */
export interface ClaimedFile {
  /** Writes it whole. @throws {USAGE.file} */
  write: (chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>) => Promise<void>;
  /** Takes it away again where nothing was written. */
  abandon: () => Promise<void>;
}

/**
 * Takes a file's name, for its owner alone to read.
 * @throws {USAGE.fileThere} when something has that name, and {USAGE.file} when it can't be written.
 */
export async function claimFile(path: string): Promise<ClaimedFile> {
  const file = await open(path, "wx", 0o600).catch((error: unknown) => {
    const { code = "UNKNOWN" } = error as NodeJS.ErrnoException;
    throw code === "EEXIST" ? failure("USAGE.fileThere") : failure("USAGE.file", { code });
  });
  await file.close();
  let isWritten = false;
  return {
    write: async (chunks) => {
      await writeWhole(path, chunks);
      isWritten = true;
    },
    abandon: async () => {
      if (!isWritten) await rm(path, { force: true });
    },
  };
}
