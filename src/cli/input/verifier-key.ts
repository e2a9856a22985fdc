import { readFile } from "node:fs/promises";
import { failure } from "../../base/errors.js";
import { VerifierKey } from "../../audit/verifier-key.js";
import type { Invocation } from "../invocation.js";

/**
 * Verifier keys as a person gives them: one itself, or a file that holds one on each line. A log has several once its
 * signing key was changed.
 * @throws {USAGE | NOTE_KEY_INVALID}
 */
export async function verifierKeysFrom(keyOrFile: string, invocation: Invocation): Promise<VerifierKey[]> {
  if (keyOrFile.split("+").length >= 3) return [VerifierKey.parse(keyOrFile.trim())];
  const text = await readFile(invocation.pathOf(keyOrFile), "utf8").catch(() => {
    throw failure("USAGE.vkey");
  });
  return text
    .trim()
    .split(/\r?\n/)
    .map((line) => VerifierKey.parse(line.trim()));
}
