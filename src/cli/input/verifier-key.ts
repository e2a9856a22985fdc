import { readFile } from "node:fs/promises";
import { VerifierKey } from "../../audit/verifier-key.js";
import { UsageError } from "../errors.js";
import type { Invocation } from "../invocation.js";

/**
 * Verifier keys as a person gives them: one itself, or a file that holds one on each line. A log has several once its
 * signing key was changed.
 * @throws {UsageError | NOTE_KEY_INVALID}
 */
export async function verifierKeysFrom(keyOrFile: string, invocation: Invocation): Promise<VerifierKey[]> {
  if (keyOrFile.split("+").length >= 3) return [VerifierKey.parse(keyOrFile.trim())];
  const text = await readFile(invocation.pathOf(keyOrFile), "utf8").catch(() => {
    throw new UsageError(
      "--vkey is neither a verifier key nor a file that can be read.",
      "The log's verifier keys are told by: scrubjay keys list",
    );
  });
  return text
    .trim()
    .split(/\r?\n/)
    .map((line) => VerifierKey.parse(line.trim()));
}
