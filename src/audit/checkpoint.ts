import { failure } from "../base/errors.js";
import { fromBase64 } from "./base64.js";
import { fromDecimal } from "./decimal.js";
import { HASH_BYTES } from "./merkle.js";
import { openNote, signNote } from "./note.js";
import type { SigningKey } from "./signing-key.js";
import type { VerifierKey } from "./verifier-key.js";

/** The state of a log at one size (c2sp.org/tlog-checkpoint). */
export interface Checkpoint {
  /** The name of the log, and of its key. */
  origin: string;
  /** How many leaves. */
  size: number;
  /** 32 bytes. */
  root: Buffer;
}

/**
 * The text of a checkpoint, which is then signed.
 * @throws CHECKPOINT_INVALID when it couldn't be read back.
 */
export function checkpointText({ origin, size, root }: Checkpoint): string {
  const text = `${origin}\n${size}\n${root.toString("base64")}\n`;
  if (parseCheckpoint(text).origin !== origin)
    throw failure("CHECKPOINT_INVALID", { reason: "its origin has a line break" });
  return text;
}

/**
 * Reads the text of a checkpoint; extension lines are ignored. Signatures are none of its concern.
 * @throws CHECKPOINT_INVALID with what is wrong.
 */
export function parseCheckpoint(text: string): Checkpoint {
  if (!text.endsWith("\n")) throw failure("CHECKPOINT_INVALID", { reason: "it doesn't end in a newline" });
  const lines = text.slice(0, -1).split("\n");
  const [origin, sizeLine, rootLine] = lines;
  if (origin === undefined || sizeLine === undefined || rootLine === undefined) {
    throw failure("CHECKPOINT_INVALID", { reason: "it has fewer than three lines" });
  }
  if (lines.includes("")) throw failure("CHECKPOINT_INVALID", { reason: "it has an empty line" });
  const size = fromDecimal(sizeLine);
  if (size === undefined)
    throw failure("CHECKPOINT_INVALID", { reason: "its size is no plain decimal number" });
  const root = fromBase64(rootLine);
  if (root?.length !== HASH_BYTES)
    throw failure("CHECKPOINT_INVALID", { reason: "its root is no base64 of 32 bytes" });
  return { origin, size, root };
}

/**
 * A checkpoint as a signed note.
 * @throws CHECKPOINT_INVALID when it can't be one, or the key is named otherwise than its origin.
 */
export function signCheckpoint(tree: Checkpoint, key: SigningKey): string {
  if (key.name !== tree.origin)
    throw failure("CHECKPOINT_INVALID", { reason: "its origin isn't the name of the key" });
  return signNote(checkpointText(tree), [key]);
}

/**
 * The checkpoint in a signed note, signed by the key that has the name of its origin. Other keys are those of
 * witnesses: alone they don't do.
 * @throws NOTE_INVALID when the note doesn't hold; CHECKPOINT_INVALID when it is none, or not of the log that signed.
 */
export function openCheckpoint(note: string, keys: readonly VerifierKey[]): Checkpoint {
  const { text, signedBy } = openNote(note, keys);
  const checkpoint = parseCheckpoint(text);
  if (!signedBy.some(({ name }) => name === checkpoint.origin)) {
    throw failure("CHECKPOINT_INVALID", { reason: "it isn't signed by the log that it names" });
  }
  return checkpoint;
}
