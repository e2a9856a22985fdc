import { createHash } from "node:crypto";
import { z } from "zod";
import { failure } from "../base/errors.js";
import { jsonOf } from "./certificate-json.js";
import { canonical } from "./leaf.js";

export const CERTIFICATE_FORMAT = "scrubjay/certificate@1";

/** A certificate has some 10 kB; the limit keeps a reader from working on what can't be one. */
const MAX_BYTES = 1024 * 1024;

/** RFC 3339, UTC. */
const Time = z.string();

/** Custom keys that were blanked: their names, or keyed pseudonyms of them. */
export const CustomKeysSchema = z.strictObject({
  count: z.number(),
  form: z.string(),
  keys: z.array(z.string()),
});

/** A kept field, and why it is kept in the policy's words; null: it doesn't say. */
export const KeepSchema = z.strictObject({ field: z.string(), ground: z.string().nullable() });

/** What a certificate takes over from its evidence; nothing else vouches for it. */
const claims = {
  subject: z.strictObject({ appId: z.string(), epoch: z.number(), pseudonym: z.string(), salt: z.string() }),
  erasure: z.strictObject({
    runId: z.number(),
    kind: z.string(),
    round: z.number(),
    outcome: z.string(),
    method: z.string(),
    fields: z.array(z.string()),
    customKeys: CustomKeysSchema.nullable(),
    policyDigest: z.string(),
    attempts: z.number(),
    recordedAt: Time,
    toolVersion: z.string(),
  }),
  verification: z.strictObject({ method: z.string(), verifiedAt: Time }),
  run: z.strictObject({
    createdBy: z.string(),
    createdAt: Time,
    approvedBy: z.string().nullable(),
    approvedAt: Time.nullable(),
    automatic: z.boolean().nullable(),
    blanks: z.array(z.string()),
    keeps: z.array(KeepSchema),
  }),
  request: z
    .strictObject({
      id: z.string(),
      regulation: z.string(),
      protocol: z.string(),
      createdBy: z.string(),
      receivedAt: Time,
      recordedAt: Time,
      deadline: Time,
      state: z.string(),
      endedAt: Time,
    })
    .nullable(),
  remains: z.array(z.strictObject({ what: z.string(), why: z.string() })),
};

/** The shape alone; whether it is true, `verify` of `src/certificates/` finds. */
export const CertificateSchema = z.strictObject({
  format: z.literal(CERTIFICATE_FORMAT),
  issuedAt: Time,
  log: z.strictObject({ origin: z.string(), keyId: z.string(), size: z.number(), root: z.string() }),
  ...claims,
  evidence: z.array(z.strictObject({ leaf: z.string(), proof: z.string() })),
  signature: z.string(),
});

/**
 * Shows, to anyone who has the log's verifier key and nothing else, that one person's data was erased: how, when, for
 * whom, on whose request, and what remains. It names the person by a pseudonym; its salt lets them show that it is theirs.
 */
export type Certificate = z.infer<typeof CertificateSchema>;
export type UnsignedCertificate = Omit<Certificate, "signature">;
/** The checkpoint of all its proofs. */
export type CertifiedLog = Certificate["log"];
export type Claims = Pick<UnsignedCertificate, keyof typeof claims>;

/** The file: canonical JSON (RFC 8785) on one line. */
export function certificateFile(certificate: Certificate): string {
  return `${canonical(certificate).toString("utf8")}\n`;
}

/** 64 lower-case hexadecimal digits: SHA-256 of the file without its final newline. Its QR code says it. */
export function digestOf(certificate: Certificate): string {
  return createHash("sha256").update(canonical(certificate)).digest("hex");
}

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
