import { buildCertificate, provenLeaf } from "../audit/certificate-build.js";
import type { Certificate2 } from "../audit/certificate-formats.js";
import { signCertificate } from "../audit/certificate-signature.js";
import { certificateFile, digestOf, digestOfIssue, type CertificateBody } from "../audit/certificate.js";
import { actionLeaf, entryLeaf } from "../audit/leaf.js";
import { VerifierKey } from "../audit/verifier-key.js";
import { failure, isFailure } from "../base/errors.js";
import type { AuditAction } from "../ledger/evidence/actions.js";
import type { AuditEntry } from "../ledger/evidence/entries.js";
import { CERTIFICATE_ISSUED } from "../model/actions.js";
import type { IssuingContext } from "./issuing-context.js";
import type { RecordedRow } from "./prove.js";
import { provenRows } from "./proven-rows.js";
import { verifyCertificate } from "./verify.js";

/** A certificate, and the digest that its QR code says. */
export interface Issued {
  certificate: Certificate2;
  digest: string;
}

/** What one certificate rests on. */
export interface CertificateBasis {
  /** In the order of `readEvidence`. */
  evidence: ({ entry: AuditEntry } | { action: AuditAction })[];
  salt: Buffer;
}

/**
 * Issues certificates: what they rest on is sealed, then their digests are, and only then are they signed.
 * @throws {CERTIFICATE_NOT_SEALED | CERTIFICATE_LOG_CLOSED | CERTIFICATE_EVIDENCE_BROKEN | SIGNING_KEY_OTHER}; then
 * there is none.
 */
export async function issueAll(bases: CertificateBasis[], context: IssuingContext): Promise<Issued[]> {
  if (bases.length === 0) return [];
  const bodies = await bodiesOf(bases, context);
  const { actions, db } = context.log;
  const issues = await actions.recordAll(
    db,
    CERTIFICATE_ISSUED,
    bodies.map((body) => ({ target: digestOfIssue(body), detail: { runId: body.erasure.runId } })),
  );
  const rows = issues.map(({ id }) => ({ kind: "action", id }) as const);
  const { proofs, key } = await provenRows(rows, context);
  return bodies.map((body, i) => {
    const issue = issues[i];
    if (!issue) throw new Error("an issue wasn't recorded");
    const signed = signCertificate({ ...body, issue: provenLeaf(actionLeaf(issue), proofs[i]) }, key);
    demandValid(signed, key.vkey);
    return { certificate: signed, digest: digestOf(signed) };
  });
}

async function bodiesOf(bases: CertificateBasis[], context: IssuingContext): Promise<CertificateBody[]> {
  const all = bases.map(({ evidence }) => evidence.map(rowOf));
  const { log, proofs } = await provenRows(all.flat(), context);
  const issuedAt = context.log.clock();
  let next = 0;
  return bases.map(({ evidence, salt }) => {
    const ofThis = proofs.slice(next, (next += evidence.length));
    try {
      const leaves = evidence.map((row) => ("entry" in row ? entryLeaf(row.entry) : actionLeaf(row.action)));
      return buildCertificate({ leaves, proofs: ofThis, log, salt, issuedAt });
    } catch (error) {
      throw isFailure(error, "CERTIFICATE_INVALID")
        ? failure("CERTIFICATE_EVIDENCE_BROKEN", { finding: error.facts.reason })
        : error;
    }
  });
}

const rowOf = (row: CertificateBasis["evidence"][number]): RecordedRow =>
  "entry" in row ? { kind: "entry", id: row.entry.id } : { kind: "action", id: row.action.id };

/** Rows that were changed behind the log's back give no certificate: their leaves don't lead to the signed root. */
function demandValid(certificate: Certificate2, vkey: string): void {
  const { checks } = verifyCertificate(Buffer.from(certificateFile(certificate)), VerifierKey.parse(vkey));
  const [reason] = checks.flatMap(({ reasons }) => reasons);
  if (reason !== undefined) throw failure("CERTIFICATE_EVIDENCE_BROKEN", { finding: reason });
}
