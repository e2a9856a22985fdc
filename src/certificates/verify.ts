import { createHmac } from "node:crypto";
import { fromBase64 } from "../audit/base64.js";
import { claims1, claims2, demandVerified } from "../audit/certificate-claims.js";
import { readEvidence, readIssue } from "../audit/certificate-evidence.js";
import { FORMAT_2 } from "../audit/certificate-formats.js";
import { verifySignature } from "../audit/certificate-signature.js";
import { isTime } from "../audit/certificate-time.js";
import { digestOf, digestOfIssue, parseCertificate, type Certificate } from "../audit/certificate.js";
import type { VerifierKey } from "../audit/verifier-key.js";
import { ScrubjayError, failure, isFailure } from "../base/errors.js";
import { HEX_32 } from "../model/ids.js";
import { differences } from "./differences.js";
import { leafProblems, proofProblems } from "./verify-proofs.js";

/** What is checked, in this order. */
export const CHECKS = {
  format: "the file is a certificate as it was written",
  evidence: "it says what the entries of the audit log say",
  outcome: "the erasure was verified by reading",
  proofs: "those entries are in the sealed log, under one signed checkpoint",
  signature: "the log's key signed the certificate",
  issue: "the log says that it was issued",
  user: "it is about that user ID",
} as const;
export type CheckName = keyof typeof CHECKS;

export interface Check {
  name: CheckName;
  /** `unchecked`: what came before it failed, or nobody asked. */
  verdict: "holds" | "fails" | "unchecked";
  /** Why it fails. Text of the file stands in them: escape it where it is shown. */
  reasons: string[];
}

export interface Verdict {
  isValid: boolean;
  checks: Check[];
  /** Undefined where the file isn't one. */
  certificate: Certificate | undefined;
  digest: string | undefined;
}

type Inspection = (certificate: Certificate) => string[];

/**
 * Verifies a certificate with nothing but the log's verifier key.
 * @param userId whom it must be about; undefined: whomever.
 */
export function verifyCertificate(file: Buffer, key: VerifierKey, userId?: string): Verdict {
  let certificate: Certificate | undefined;
  const format = reasonsOf(() => {
    certificate = parseCertificate(file);
    return formProblems(certificate);
  });
  const inspect = (inspection: Inspection): string[] | undefined => {
    const found = certificate;
    return found && reasonsOf(() => inspection(found));
  };
  const inspected: Record<CheckName, string[] | undefined> = {
    format,
    evidence: inspect(evidenceProblems),
    outcome: inspect(outcomeProblems),
    proofs: inspect((found) => proofProblems(found, leavesOf(found), key)),
    signature: inspect((found) => signatureProblems(found, key)),
    // Certificates of the first format were signed, and nothing in the log says so.
    issue:
      certificate && versionOf(certificate) === 1 ? undefined : inspect((found) => issueProblems(found, key)),
    user: userId === undefined ? undefined : inspect((found) => userProblems(found, userId)),
  };
  const checks = (Object.keys(CHECKS) as CheckName[]).map((name) => checkOf(name, inspected[name]));
  return {
    // Whoever isn't asked about a user ID leaves that one unchecked.
    isValid: checks.every(({ verdict }) => verdict !== "fails"),
    checks,
    certificate,
    digest: certificate && digestOf(certificate),
  };
}

function checkOf(name: CheckName, reasons: string[] | undefined): Check {
  if (reasons === undefined) return { name, verdict: "unchecked", reasons: [] };
  return { name, verdict: reasons.length > 0 ? "fails" : "holds", reasons };
}

/** What a failure says as a reason; what isn't ours is none of the certificate's. */
function reasonsOf(inspection: () => string[]): string[] {
  try {
    return inspection();
  } catch (error) {
    if (!(error instanceof ScrubjayError)) throw error;
    return [isFailure(error, "CERTIFICATE_INVALID") ? error.facts.reason : error.message];
  }
}

function formProblems({ issuedAt, subject: { salt } }: Certificate): string[] {
  return [
    ...(isTime(issuedAt) ? [] : ["issuedAt is no time in UTC with milliseconds"]),
    ...(HEX_32.test(salt) ? [] : ["subject.salt isn't 64 hexadecimal digits"]),
  ];
}

function evidenceProblems(certificate: Certificate): string[] {
  const version = versionOf(certificate);
  const evidence = readEvidence(leavesOf(certificate), version);
  const claimed = (version === 1 ? claims1 : claims2)(evidence, certificate.subject.salt);
  return differences(certificate, claimed).map(
    ({ path, is, shouldBe }) => `${path} is ${is}, and its evidence says ${shouldBe}`,
  );
}

function outcomeProblems(certificate: Certificate): string[] {
  const version = versionOf(certificate);
  demandVerified(readEvidence(leavesOf(certificate), version), version);
  return [];
}

const versionOf = ({ format }: Certificate): 1 | 2 => (format === FORMAT_2 ? 2 : 1);

/** One that was signed with a stolen key is none of the log's: the log would have to say so. */
function issueProblems(certificate: Certificate, key: VerifierKey): string[] {
  if (certificate.format !== FORMAT_2) return [];
  const { issue, signature, ...body } = certificate;
  const leaf = bytesOf(issue.leaf, "issue");
  const { appId, target, detail } = readIssue(leaf);
  const said = { appId, digest: target, runId: detail.runId };
  const { subject, erasure } = body;
  const isTrue = { appId: subject.appId, digest: digestOfIssue(body), runId: erasure.runId };
  const contradictions = differences(said, isTrue).map(
    ({ path, is, shouldBe }) =>
      `the log has issued one whose ${path} is ${is}, and this one's is ${shouldBe}`,
  );
  return [...contradictions, ...leafProblems(issue.proof, leaf, key, "issue")];
}

function signatureProblems(certificate: Certificate, key: VerifierKey): string[] {
  verifySignature(certificate, key);
  return [];
}

function userProblems({ subject: { salt, pseudonym } }: Certificate, userId: string): string[] {
  const found = createHmac("sha256", Buffer.from(salt, "hex")).update(userId).digest("hex");
  return found === pseudonym ? [] : ["it isn't about that user ID"];
}

function leavesOf({ evidence }: Certificate): Buffer[] {
  return evidence.map(({ leaf }, index) => bytesOf(leaf, `evidence.${index}`));
}

function bytesOf(leaf: string, place: string): Buffer {
  const bytes = fromBase64(leaf);
  if (!bytes) throw failure("CERTIFICATE_INVALID", { reason: `${place}.leaf isn't in canonical base64` });
  return bytes;
}
