import { claims2, demandVerified } from "./certificate-claims.js";
import { readEvidence } from "./certificate-evidence.js";
import { FORMAT_2 } from "./certificate-formats.js";
import type { CertificateBody, CertifiedLog } from "./certificate.js";

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
 * A certificate that is still to be issued and signed. Everything in it comes out of the leaves themselves.
 * @throws CERTIFICATE_INVALID when they contradict each other, or the erasure wasn't verified.
 */
export function buildCertificate({ leaves, proofs, log, salt, issuedAt }: CertificateParts): CertificateBody {
  const evidence = readEvidence(leaves, 2);
  demandVerified(evidence, 2);
  return {
    format: FORMAT_2,
    issuedAt: issuedAt.toISOString(),
    log,
    ...claims2(evidence, salt.toString("hex")),
    evidence: leaves.map((leaf, index) => provenLeaf(leaf, proofs[index])),
  };
}

/** @param proof text of a `.tlog-proof`. */
export const provenLeaf = (leaf: Buffer, proof = "") => ({ leaf: leaf.toString("base64"), proof });
