import { failure } from "../base/errors.js";
import { fromBase64 } from "./base64.js";
import { isKeyName } from "./key-name.js";
import type { SigningKey } from "./signing-key.js";
import type { VerifierKey } from "./verifier-key.js";

/** A note whose signatures were verified. */
export interface OpenedNote {
  /** With its final newline. */
  text: string;
  /** Each key once, at least one. */
  signedBy: VerifierKey[];
}

interface SignatureLine {
  name: string;
  keyId: string;
  signature: Buffer;
}

const KEY_ID_BYTES = 4;
/** c2sp.org/signed-note wants at least 16 to be taken, and a limit. */
const MAX_SIGNATURES = 100;
const SEPARATOR = "\n\n";
/** An em dash, the name, the base64. */
const SIGNATURE_LINE = /^\u2014 (\S+) (\S+)$/u;
/** Control characters below the space, other than newline, and halves of surrogate pairs, which UTF-8 can't hold. */
const FORBIDDEN = /[^\n\u0020-\ud7ff\ue000-\u{10ffff}]/u;

/**
 * Signs a text with each of the keys (c2sp.org/signed-note).
 * @param text ends in a newline.
 * @throws NOTE_INVALID when it can't be the text of a note.
 */
export function signNote(text: string, keys: readonly [SigningKey, ...SigningKey[]]): string {
  demandNoteText(text);
  const bytes = Buffer.from(text);
  const lines = keys.map((key) => {
    const signature = Buffer.concat([Buffer.from(key.keyId, "hex"), key.sign(bytes)]);
    return `\u2014 ${key.name} ${signature.toString("base64")}\n`;
  });
  return `${text}\n${lines.join("")}`;
}

/**
 * Verifies a signed note (c2sp.org/signed-note). Signatures of unknown keys are ignored.
 * @throws NOTE_INVALID when it is malformed, when no known key signed it, or when that of a known key doesn't hold.
 */
export function openNote(note: string, verifierKeys: readonly VerifierKey[]): OpenedNote {
  const { text, lines } = split(note);
  const bytes = Buffer.from(text);
  const signedBy = new Set<VerifierKey>();
  for (const { name, keyId, signature } of lines.map(readSignatureLine)) {
    const key = verifierKeys.find((known) => known.name === name && known.keyId === keyId);
    if (key === undefined) continue;
    if (!key.verify(bytes, signature))
      throw failure("NOTE_INVALID", { reason: "the signature of a known key doesn't hold" });
    signedBy.add(key);
  }
  if (signedBy.size === 0) throw failure("NOTE_INVALID", { reason: "no known key signed it" });
  return { text, signedBy: [...signedBy] };
}

function split(note: string): { text: string; lines: string[] } {
  if (!note.endsWith("\n")) throw failure("NOTE_INVALID", { reason: "it doesn't end in a newline" });
  // The text may have empty lines too: the last one separates.
  const end = note.lastIndexOf(SEPARATOR);
  if (end < 0) throw failure("NOTE_INVALID", { reason: "it has no empty line before its signatures" });
  const text = note.slice(0, end + 1);
  demandNoteText(text);
  const lines = note.slice(end + SEPARATOR.length, -1).split("\n");
  if (lines.length > MAX_SIGNATURES)
    throw failure("NOTE_INVALID", { reason: `it has more than ${MAX_SIGNATURES} signatures` });
  return { text, lines };
}

function demandNoteText(text: string): void {
  if (!text.endsWith("\n")) throw failure("NOTE_INVALID", { reason: "its text doesn't end in a newline" });
  if (FORBIDDEN.test(text))
    throw failure("NOTE_INVALID", { reason: "it has control characters or is no UTF-8" });
}

function readSignatureLine(line: string): SignatureLine {
  const [, name, encoded] = SIGNATURE_LINE.exec(line) ?? [];
  if (name === undefined || encoded === undefined || !isKeyName(name)) {
    throw failure("NOTE_INVALID", { reason: "a line is no signature" });
  }
  const bytes = fromBase64(encoded);
  if (bytes === undefined) throw failure("NOTE_INVALID", { reason: "a signature is no base64" });
  if (bytes.length <= KEY_ID_BYTES) throw failure("NOTE_INVALID", { reason: "a signature is too short" });
  return {
    name,
    keyId: bytes.subarray(0, KEY_ID_BYTES).toString("hex"),
    signature: bytes.subarray(KEY_ID_BYTES),
  };
}
