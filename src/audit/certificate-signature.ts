import { createHash } from "node:crypto";
import { failure } from "../base/errors.js";
import type { Certificate2 } from "./certificate-formats.js";
import type { Certificate, UnsignedCertificate } from "./certificate.js";
import { canonical } from "./leaf.js";
import { openNote, signNote } from "./note.js";
import type { SigningKey } from "./signing-key.js";
import type { VerifierKey } from "./verifier-key.js";

/** Between the note's empty line and its end. */
const ONE_SIGNATURE = /\n\n[^\n]+\n$/;

/** Signs all of it, also what no leaf says: when it was issued, and the salt. @param key the log's, under its name. */
export function signCertificate(unsigned: UnsignedCertificate, key: SigningKey): Certificate2 {
  return { ...unsigned, signature: signNote(signedText(unsigned, key.name), [key]) };
}

/** @throws CERTIFICATE_INVALID when it isn't what was signed; NOTE_INVALID when the signature doesn't hold. */
export function verifySignature({ signature, ...unsigned }: Certificate, key: VerifierKey): void {
  const { text } = openNote(signature, [key]);
  if (text !== signedText(unsigned, key.name))
    throw failure("CERTIFICATE_INVALID", { reason: "its signature is over something else than this file" });
  // Nothing covers the lines of other keys: whoever adds one would make a second file of one certificate.
  if (!ONE_SIGNATURE.test(signature))
    throw failure("CERTIFICATE_INVALID", { reason: "it has more than one signature" });
}

/** The second line is no size, so nobody can take it for a checkpoint. */
function signedText(unsigned: object, origin: string): string {
  const digest = createHash("sha256").update(canonical(unsigned)).digest("base64");
  return `${origin}\ncertificate\n${digest}\n`;
}
