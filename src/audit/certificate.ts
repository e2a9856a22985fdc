import { createHash } from "node:crypto";
import { z } from "zod";
import { failure } from "../base/errors.js";
import {
  Certificate1Schema,
  Certificate2Schema,
  FORMAT_2,
  type Certificate2,
} from "./certificate-formats.js";
import { jsonOf } from "./certificate-json.js";
import { canonical } from "./leaf.js";

/** A certificate has some 20 kB; the limit keeps a reader from working on what can't be one. */
const MAX_BYTES = 1024 * 1024;

/** The shape alone; whether it is true, `verify` of `src/certificates/` finds. */
const CertificateSchema = z.discriminatedUnion("format", [Certificate1Schema, Certificate2Schema]);

/**
 * Shows, to anyone who has the log's verifier key and nothing else, that one person's data was erased: how, when, for
 * whom, on whose request, and what remains. It names the person by a pseudonym; its salt lets them show that it is theirs.
 */
export type Certificate = z.infer<typeof CertificateSchema>;
/** The checkpoint of all its proofs. */
export type CertifiedLog = Certificate["log"];
/** What is issued: all but what issuing adds. */
export type CertificateBody = Omit<Certificate2, "issue" | "signature">;
export type UnsignedCertificate = Omit<Certificate2, "signature">;

type Since2 = Pick<Certificate2, "api" | "issuer" | "personal" | "scope" | "comebacks" | "look"> &
  Pick<Certificate2["erasure"], "remaining" | "places"> &
  Pick<Certificate2["subject"], "idLooksLike">;

/** What only certificates of the second format say; those of the first knew of none of it. */
export function since2(certificate: Certificate): Since2 {
  if (certificate.format === FORMAT_2) {
    const { api, issuer, personal, scope, comebacks, look, erasure, subject } = certificate;
    const { remaining, places } = erasure;
    const { idLooksLike } = subject;
    return { api, issuer, personal, scope, comebacks, look, remaining, places, idLooksLike };
  }
  const unknown = { api: null, issuer: null, personal: null, look: null, idLooksLike: null };
  return { ...unknown, scope: ["profile"], comebacks: [], remaining: [], places: [] };
}

/** The file: canonical JSON (RFC 8785) on one line. */
export function certificateFile(certificate: Certificate): string {
  return `${canonical(certificate).toString("utf8")}\n`;
}

/** 64 lower-case hexadecimal digits: SHA-256 of the file without its final newline. Its QR code says it. */
export const digestOf = (certificate: Certificate): string => sha256(certificate);

/** 64 lower-case hexadecimal digits: what the log seals when it issues a certificate. */
export const digestOfIssue = (body: CertificateBody): string => sha256(body);

const sha256 = (value: object): string => createHash("sha256").update(canonical(value)).digest("hex");

/**
 * Reads a certificate's file. What it says isn't verified.
 * @throws CERTIFICATE_INVALID unless it is exactly as a certificate is written.
 */
export function parseCertificate(file: Buffer): Certificate {
  if (file.length > MAX_BYTES)
    throw failure("CERTIFICATE_INVALID", { reason: "the file is larger than 1 MiB" });
  if (file.at(-1) !== 0x0a)
    throw failure("CERTIFICATE_INVALID", {
      reason: "the file doesn't end in a newline: it was cut short or changed",
    });
  const json = file.subarray(0, -1);
  const said = jsonOf(json);
  if (said === undefined) throw failure("CERTIFICATE_INVALID", { reason: "the file is no JSON" });
  const { data, error } = CertificateSchema.safeParse(said);
  if (error)
    throw failure("CERTIFICATE_INVALID", {
      reason: `${placeOf(error)} is missing, of another kind, or doesn't belong there`,
    });
  // Catches what a parser passes over in silence: doubled keys, spaces, other ways to write the same.
  if (!canonical(data).equals(json))
    throw failure("CERTIFICATE_INVALID", { reason: "the file isn't in canonical form" });
  return data;
}

/** Where the first thing is wrong. Keys that don't belong there are not repeated: anybody can have made them up. */
function placeOf({ issues: [first] }: z.ZodError): string {
  return first === undefined || first.path.length === 0 ? "one of its keys" : first.path.join(".");
}
