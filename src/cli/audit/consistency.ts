import { failure, isFailure } from "../../base/errors.js";
import { fromBase64 } from "../../audit/base64.js";
import { openCheckpoint, type Checkpoint } from "../../audit/checkpoint.js";
import type { VerifierKey } from "../../audit/verifier-key.js";
import { verifyConsistency } from "../../audit/verify-proof.js";
import { verifyCertificate } from "../../certificates/verify.js";
import type { Consistency } from "../../contracts/log.js";
import type { HandedOver } from "../input/checkpoint-file.js";

/** Why a checkpoint that somebody kept shows nothing, whatever the log says; undefined: it was signed by its log. */
export function whyNotSigned(
  { note, checkpoint, certificate }: HandedOver,
  keys: readonly VerifierKey[],
): string | undefined {
  const own = keys.filter(({ name }) => name === checkpoint.origin);
  if (own.length === 0) return "it is a checkpoint of another log";
  const reason = reasonOf("the checkpoint that you gave", () => openCheckpoint(note, own));
  if (reason !== undefined || !certificate) return reason;
  // Its time is worth something only if all of it holds.
  const key = own.find(({ keyId }) => keyId === certificate.content.log.keyId) ?? own[0];
  const [first] = key
    ? verifyCertificate(certificate.file, key).checks.flatMap(({ reasons }) => reasons)
    : [];
  return first && `the certificate that you gave isn't valid: ${first}`;
}

/**
 * Why a log isn't shown to extend a checkpoint that was signed; undefined: it does. Nothing that the answer says is
 * relied upon: signature, roots and proof are looked at here.
 */
export function whyNotExtended(
  kept: Checkpoint,
  answer: Consistency,
  keys: readonly VerifierKey[],
): string | undefined {
  if (!answer.extends) return answer.reason ?? "the service doesn't say why";
  return reasonOf("the newest checkpoint with its proof", () => {
    const now = openCheckpoint(answer.to.checkpoint, keys);
    if (now.origin !== kept.origin)
      throw failure("CHECKPOINT_INVALID", { reason: "it is one of another log" });
    const [size1, size2] = [BigInt(kept.size), BigInt(now.size)];
    verifyConsistency({ size1, size2, root1: kept.root, root2: now.root, proof: answer.proof.map(hashIn) });
  });
}

function hashIn(text: string): Buffer {
  const hash = fromBase64(text);
  if (!hash) throw failure("PROOF_INVALID", { reason: "a hash is no base64" });
  return hash;
}

function reasonOf(about: string, look: () => unknown): string | undefined {
  try {
    look();
    return undefined;
  } catch (error) {
    if (isFailure(error, "NOTE_INVALID", "CHECKPOINT_INVALID", "PROOF_INVALID"))
      return `${about}: ${error.facts.reason}`;
    throw error;
  }
}
