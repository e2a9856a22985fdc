import { isFailure, failure } from "../base/errors.js";
import { buildCertificate } from "../audit/certificate-build.js";
import { signCertificate } from "../audit/certificate-signature.js";
import { digestOf, certificateFile, type Certificate } from "../audit/certificate.js";
import { actionLeaf, entryLeaf } from "../audit/leaf.js";
import { VerifierKey } from "../audit/verifier-key.js";
import type { AuditAction } from "../ledger/evidence/actions.js";
import type { AuditEntry } from "../ledger/evidence/entries.js";
import { proveRows, type Proven } from "./prove.js";
import type { IssuingContext } from "./issuing-context.js";
import { verifyCertificate } from "./verify.js";

/** A certificate, and the digest that its QR code says. */
export interface Issued {
  certificate: Certificate;
  digest: string;
}

/** What one certificate rests on. */
export interface CertificateBasis {
  entry: AuditEntry;
  /** The run's making and approval, the request's receipt and end: what there is of them, in this order. */
  actions: AuditAction[];
  salt: Buffer;
}

/** Issues one after the other; what isn't sealed yet is sealed at most once. */
export class CertificateIssuer {
  #sealing: Promise<unknown> | undefined;

  constructor(private readonly context: IssuingContext) {}

  /**
   * @throws {CERTIFICATE_NOT_SEALED | CERTIFICATE_EVIDENCE_BROKEN | SIGNING_KEY_OTHER}; then there is no certificate.
   */
  async issue({ entry, actions, salt }: CertificateBasis): Promise<Issued> {
    const leaves = [entryLeaf(entry), ...actions.map(actionLeaf)];
    const { log, proofs, key } = await this.proven({ entry, actions });
    try {
      const issuedAt = this.context.log.clock();
      const certificate = signCertificate(buildCertificate({ leaves, proofs, log, salt, issuedAt }), key);
      demandValid(certificate, key.vkey);
      return { certificate, digest: digestOf(certificate) };
    } catch (error) {
      throw isFailure(error, "CERTIFICATE_INVALID")
        ? failure("CERTIFICATE_EVIDENCE_BROKEN", { finding: error.facts.reason })
        : error;
    }
  }

  private async proven({ entry, actions }: Pick<CertificateBasis, "entry" | "actions">): Promise<Proven> {
    const rows = [
      { kind: "entry" as const, id: entry.id },
      ...actions.map(({ id }) => ({ kind: "action" as const, id })),
    ];
    const found = await proveRows(rows, this.context.log);
    if (found) return found;
    await (this.#sealing ??= this.context.seal?.());
    const sealed = await proveRows(rows, this.context.log);
    if (!sealed) throw failure("CERTIFICATE_NOT_SEALED");
    return sealed;
  }
}

/** Rows that were changed behind the log's back give no certificate: their leaves don't lead to the signed root. */
function demandValid(certificate: Certificate, vkey: string): void {
  const { checks } = verifyCertificate(Buffer.from(certificateFile(certificate)), VerifierKey.parse(vkey));
  const [reason] = checks.flatMap(({ reasons }) => reasons);
  if (reason !== undefined) throw failure("CERTIFICATE_EVIDENCE_BROKEN", { finding: reason });
}
