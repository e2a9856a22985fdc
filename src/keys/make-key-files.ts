import { readdir } from "node:fs/promises";
import { KeyFileError } from "../embedded/errors.js";
import { KeyFolder } from "./key-folder.js";

/** Makes the first evidence key and the signing key as files. @throws {KeyFileError} when the folder has keys. */
export async function makeKeyFiles(path: string): Promise<void> {
  const found = await readdir(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw new KeyFileError("the key folder can't be read", "Name a folder that this user may write");
  });
  if (found.some((name) => name.endsWith(".key")))
    throw new KeyFileError("the folder has keys already", "Use those, or name another folder");
  const folder = new KeyFolder(path);
  await folder.makeEvidence(1);
  await folder.signing();
}
