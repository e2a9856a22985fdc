import { claimsOf, demandVerified } from "./certificate-claims.js";
import { readEvidence } from "./certificate-evidence.js";
import { CERTIFICATE_FORMAT, type CertifiedLog, type UnsignedCertificate } from "./certificate.js";

export interface CertificateParts {
  /** As `readEvidence` takes them. */
  leaves: readonly Buffer[];
  /** Of each leaf the text of a `.tlog-proof` (c2sp.org/tlog-proof), all with the checkpoint of `log`. */
  proofs: readonly string[];
  log: CertifiedLog;
  /** Of the person's pseudonym, 32 bytes. */
  salt: Buffer;
  issuedAt: Date;
}

/**
 * A certificate that is still to be signed. Everything in it comes out of the leaves themselves.
 * @throws CERTIFICATE_INVALID when they contradict each other, or the erasure wasn't verified.
 */
export function buildCertificate({
  leaves,
  proofs,
  log,
  salt,
  issuedAt,
}: CertificateParts): UnsignedCertificate {
  const evidence = readEvidence(leaves);
  demandVerified(evidence);
  return {
    format: CERTIFICATE_FORMAT,
    issuedAt: issuedAt.toISOString(),
    log,
    ...claimsOf(evidence, salt.toString("hex")),
    evidence: leaves.map((leaf, index) => ({ leaf: leaf.toString("base64"), proof: proofs[index] ?? "" })),
  };
}
