import { readdir } from "node:fs/promises";
import { failure } from "../base/errors.js";
import { KeyFolder } from "./key-folder.js";

/** Makes the first evidence key and the signing key as files. @throws {KEY_FILE} when the folder has keys. */
export async function makeKeyFiles(path: string): Promise<void> {
  const found = await readdir(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw failure("KEY_FILE.folder");
  });
  if (found.some((name) => name.endsWith(".key"))) throw failure("KEY_FILE.taken");
  const folder = new KeyFolder(path);
  await folder.makeEvidence(1);
  await folder.signing();
}
