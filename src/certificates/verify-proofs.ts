import { failure, isFailure } from "../base/errors.js";
import type { Certificate } from "../audit/certificate.js";
import { openCheckpoint } from "../audit/checkpoint.js";
import { leafHash } from "../audit/merkle.js";
import { parseProof, type LogProof } from "../audit/tlog-proof.js";
import type { VerifierKey } from "../audit/verifier-key.js";
import { verifyInclusion } from "../audit/verify-proof.js";
import { differences } from "./differences.js";

/** Why the leaves of a certificate aren't shown to be in the log that it names; none when they are. */
export function proofProblems(
  { evidence, log }: Certificate,
  leaves: readonly Buffer[],
  key: VerifierKey,
): string[] {
  const notes = new Set<string>();
  const problems = evidence.flatMap(({ proof: text }, index) =>
    told(`evidence.${index}`, () => {
      const proof = parseProof(text);
      notes.add(proof.checkpoint);
      const signed = signedLog(proof, leaves[index] ?? Buffer.alloc(0), key);
      return differences({ log }, { log: signed }).map(
        ({ path, is, shouldBe }) => `${path} is ${is}, and the checkpoint says ${shouldBe}`,
      );
    }),
  );
  if (notes.size > 1) problems.push("its proofs have different checkpoints");
  return [...new Set(problems)];
}

/** Why one leaf isn't shown to be in the log of that key, under whatever checkpoint; none when it is. */
export const leafProblems = (text: string, leaf: Buffer, key: VerifierKey, place: string): string[] =>
  told(place, () => {
    const { origin } = signedLog(parseProof(text), leaf, key);
    return origin === key.name ? [] : [`${place}.proof is of another log: ${origin}`];
  });

function told(place: string, look: () => string[]): string[] {
  try {
    return look();
  } catch (error) {
    if (!isFailure(error, "PROOF_INVALID", "NOTE_INVALID", "CHECKPOINT_INVALID")) throw error;
    return [`${place}.proof: ${error.facts.reason}`];
  }
}

function signedLog(
  { index, proof, checkpoint, extra }: LogProof,
  leaf: Buffer,
  key: VerifierKey,
): Certificate["log"] {
  if (extra) throw failure("PROOF_INVALID", { reason: "it has extra data that nothing vouches for" });
  const { origin, size, root } = openCheckpoint(checkpoint, [key]);
  verifyInclusion({ index: BigInt(index), size: BigInt(size), leaf: leafHash(leaf), proof, root });
  return { origin, keyId: key.keyId, size, root: root.toString("base64") };
}
