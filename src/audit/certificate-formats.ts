import { z } from "zod";

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

export const PlaceSchema = z.strictObject({
  place: z.string(),
  erased: z.number(),
  remaining: z.number(),
  reason: z.string().nullable(),
});

/** Who stands for the erasures of a log; null: not named. */
export const IssuerSchema = z.strictObject({
  /** The controller in the sense of Art. 4(7) GDPR. */
  controller: z.string().nullable(),
  contact: z.string().nullable(),
  /** The person who is responsible, by name and title. */
  responsible: z.string().nullable(),
  /** Where the log's verifier key is published. */
  keyUrl: z.string().nullable(),
});

export type Issuer = z.infer<typeof IssuerSchema>;

const LogSchema = z.strictObject({
  origin: z.string(),
  keyId: z.string(),
  size: z.number(),
  root: z.string(),
});
/** A leaf in base64, and the text of its `.tlog-proof` (c2sp.org/tlog-proof). */
const ProvenLeaf = z.strictObject({ leaf: z.string(), proof: z.string() });

const subject = { appId: z.string(), epoch: z.number(), pseudonym: z.string(), salt: z.string() };
const erasure = {
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
};

/** What a certificate of either format takes over from its evidence. */
const claims = {
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

const claims1 = { subject: z.strictObject(subject), erasure: z.strictObject(erasure), ...claims };

const claims2 = {
  /** Where the calls went; null: the run is of before that was recorded. */
  api: z.strictObject({ origin: z.string(), rehearsal: z.boolean() }).nullable(),
  issuer: IssuerSchema.nullable(),
  /** Kept fields that hold facts about the person; null: the run is of before that was recorded. */
  personal: z.array(z.string()).nullable(),
  /** The places that the erasure covers. */
  scope: z.array(z.string()),
  subject: z.strictObject({ ...subject, idLooksLike: z.string().nullable() }),
  erasure: z.strictObject({ ...erasure, remaining: z.array(z.string()), places: z.array(PlaceSchema) }),
  /** Times that the data was found again, in order. */
  comebacks: z.array(
    z.strictObject({
      seenAt: Time,
      fields: z.array(z.string()),
      erasedAgain: z.strictObject({ runId: z.number(), verifiedAt: Time }).nullable(),
    }),
  ),
  /** A look at the person when the certificate was asked for: nothing of what was to be erased was there. */
  look: z.strictObject({ at: Time }).nullable(),
  ...claims,
};

const envelope = { issuedAt: Time, log: LogSchema, evidence: z.array(ProvenLeaf), signature: z.string() };

export const FORMAT_1 = "scrubjay/certificate@1";
export const FORMAT_2 = "scrubjay/certificate@2";

/** As they were issued before there was a second format; they verify for good. */
export const Certificate1Schema = z.strictObject({ format: z.literal(FORMAT_1), ...claims1, ...envelope });

export const Certificate2Schema = z.strictObject({
  format: z.literal(FORMAT_2),
  ...claims2,
  ...envelope,
  /** That the log itself has issued it: a leaf with the digest of all but this and the signature. */
  issue: ProvenLeaf,
});

export type Certificate1 = z.infer<typeof Certificate1Schema>;
export type Certificate2 = z.infer<typeof Certificate2Schema>;

/** What a certificate takes over from its evidence; nothing else vouches for it. */
export type Claims1 = Pick<Certificate1, keyof typeof claims1>;
export type Claims2 = Pick<Certificate2, keyof typeof claims2>;
