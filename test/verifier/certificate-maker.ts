import { createHash, createHmac, generateKeyPairSync, randomBytes, sign } from "node:crypto";
import canonicalize from "canonicalize";

// Nothing here is shared with the program or its verifier: certificates are made from the formats' specifications.

const canonicalJson = canonicalize as unknown as (value: unknown) => string;
const sha256 = (...parts: Uint8Array[]) => createHash("sha256").update(Buffer.concat(parts)).digest();
const hmac = (key: Buffer, text: string) => createHmac("sha256", key).update(text).digest();

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

/** RFC 8785 in UTF-8. */
export const canonical = (value: Json): Buffer => Buffer.from(canonicalJson(value));

export interface TestSigner {
  name: string;
  keyId: string;
  vkey: string;
  /** A signature line of a signed note over this text. */
  line: (text: string) => string;
  /** A signed note. */
  note: (text: string) => string;
}

/** A new Ed25519 key under a name. */
export function testSigner(name = "scrubjay/test-ledger/tTest001"): TestSigner {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  const raw = Buffer.from(publicKey.export({ format: "jwk" }).x ?? "", "base64url");
  const typed = Buffer.concat([Buffer.of(1), raw]);
  const id = sha256(Buffer.from(`${name}\n`), typed).subarray(0, 4);
  const line = (text: string) =>
    `— ${name} ${Buffer.concat([id, sign(null, Buffer.from(text), privateKey)]).toString("base64")}\n`;
  return {
    name,
    keyId: id.toString("hex"),
    vkey: `${name}+${id.toString("hex")}+${typed.toString("base64")}`,
    line,
    note: (text) => `${text}\n${line(text)}`,
  };
}

/** RFC 6962 §2.1, word for word and slowly. */
export function treeHash(leaves: Buffer[]): Buffer {
  if (leaves.length === 0) return sha256();
  if (leaves.length === 1) return sha256(Buffer.of(0), leaves[0] ?? Buffer.of());
  const split = splitOf(leaves.length);
  return sha256(Buffer.of(1), treeHash(leaves.slice(0, split)), treeHash(leaves.slice(split)));
}

/** RFC 6962 §2.1.1, word for word and slowly. */
export function auditPath(index: number, leaves: Buffer[]): Buffer[] {
  if (leaves.length <= 1) return [];
  const split = splitOf(leaves.length);
  const [left, right] = [leaves.slice(0, split), leaves.slice(split)];
  return index < split
    ? [...auditPath(index, left), treeHash(right)]
    : [...auditPath(index - split, right), treeHash(left)];
}

const splitOf = (size: number) => 2 ** Math.ceil(Math.log2(size) - 1);

export function checkpointText(origin: string, size: number | bigint, root: Buffer): string {
  return `${origin}\n${size}\n${root.toString("base64")}\n`;
}

export function tlogProof(index: number | bigint, path: Buffer[], checkpoint: string): string {
  const hashes = path.map((hash) => `${hash.toString("base64")}\n`).join("");
  return `c2sp.org/tlog-proof@v1\nindex ${index}\n${hashes}\n${checkpoint}`;
}

export const USER_ID = "user-0001";

export interface Facts {
  entry: JsonObject;
  created: JsonObject;
  approved: JsonObject | null;
  request: { received: JsonObject; ended: JsonObject } | null;
  salt: string;
}

/** What a log says about one erasure; to be changed by a test before it is sealed. */
export function testFacts({
  outcome = "scrubbed",
  approval = "person",
  request = true,
}: {
  outcome?: "scrubbed" | "already_blank";
  approval?: "person" | "automatic" | "none";
  request?: boolean;
} = {}): Facts {
  const [appId, policyDigest, toolVersion] = ["tTest001", `sha256:${"ab".repeat(32)}`, "0.1.0"];
  const salt = hmac(randomBytes(32), `${appId}\0${USER_ID}`);
  const isScrubbed = outcome === "scrubbed";
  const ofService = { format: "scrubjay/action@1", actor: "service", role: "owner", result: "done" };
  const action = { ...ofService, appId, code: null, toolVersion };
  const requestId = "00000000-0000-4000-8000-000000000001";
  const automatic = approval === "automatic";
  return {
    salt: salt.toString("hex"),
    entry: {
      format: "scrubjay/entry@1",
      appId,
      at: "2026-11-20T09:00:05.000Z",
      attempts: isScrubbed ? 2 : 0,
      customKeys: isScrubbed
        ? { count: 2, form: "pseudonym", keys: ["0123456789abcdef", "fedcba9876543210"] }
        : null,
      epoch: 3,
      fields: isScrubbed ? ["name", "email", "custom"] : [],
      kind: "erasure",
      outcome,
      policyDigest,
      reason: null,
      remaining: [],
      round: 1,
      runId: 7,
      subject: hmac(salt, USER_ID).toString("hex"),
      toolVersion,
      verification: isScrubbed ? "list_page" : "plan",
      verifiedAt: "2026-11-20T09:00:04.250Z",
    },
    created: {
      ...{ ...action, action: "run.created", at: "2026-11-20T08:59:59.000Z", target: "7" },
      detail: {
        ...{ createdBy: "support-desk", epoch: 3, kind: "erasure", policyDigest },
        blanks: ["name", "email", "custom"],
        keeps: [
          { field: "locale", ground: "needed for the contract" },
          { field: "role", ground: null },
        ],
      },
    },
    approved:
      approval === "none"
        ? null
        : {
            ...{ ...action, action: "run.approved", at: "2026-11-20T09:00:01.000Z", target: "7" },
            detail: { approvedBy: automatic ? "support-desk" : "privacy-office", automatic },
          },
    request: !request
      ? null
      : {
          received: {
            ...{ ...action, action: "request.received", at: "2026-11-20T08:59:58.000Z", target: requestId },
            detail: {
              ...{ createdBy: "support-desk", regulation: "gdpr", protocol: "v1" },
              ...{ receivedAt: "2026-11-19T10:00:00.000Z", deadline: "2026-12-19T10:00:00.000Z" },
            },
          },
          ended: {
            ...{ ...action, action: "request.ended", at: "2026-11-20T09:00:06.000Z", target: requestId },
            detail: { code: null, people: 1, runs: [5, 7], state: "completed" },
          },
        },
  };
}

export interface Sealed {
  signer: TestSigner;
  log: JsonObject;
  evidence: { leaf: string; proof: string }[];
}

/** Puts leaves into a log among random others, each behind a random one, and proves them against its newest checkpoint. */
export function sealed(
  leaves: Json[],
  signer: TestSigner,
  { before = 20, after = 20, apart = 1 } = {},
): Sealed {
  const others = (count: number) => Array.from({ length: count }, () => randomBytes(40));
  const ours = leaves.map(canonical);
  const tree = [...others(before), ...ours.flatMap((leaf) => [leaf, ...others(apart)]), ...others(after)];
  const root = treeHash(tree);
  const checkpoint = signer.note(checkpointText(signer.name, tree.length, root));
  return {
    signer,
    log: { origin: signer.name, keyId: signer.keyId, size: tree.length, root: root.toString("base64") },
    evidence: ours.map((leaf) => {
      const index = tree.indexOf(leaf);
      return { leaf: leaf.toString("base64"), proof: tlogProof(index, auditPath(index, tree), checkpoint) };
    }),
  };
}

/** The leaves of a certificate in their order. */
export function leavesOf({ entry, created, approved, request }: Facts): JsonObject[] {
  return [
    entry,
    created,
    ...(approved ? [approved] : []),
    ...(request ? [request.received, request.ended] : []),
  ];
}

/** The certificate of these facts, signed. */
export function testCertificate(facts: Facts, { signer, log, evidence }: Sealed): JsonObject {
  const { entry, created, approved, request, salt } = structuredClone(facts);
  const { at, subject, verification, verifiedAt, appId, epoch, format, reason, remaining, ...work } = entry;
  const { createdBy, blanks, keeps } = created["detail"] as unknown as Plan;
  void [format, reason, remaining];
  return signedBy(signer, {
    format: "scrubjay/certificate@1",
    issuedAt: "2026-11-21T12:00:00.000Z",
    log,
    subject: { appId, epoch, pseudonym: subject, salt },
    erasure: {
      ...work,
      recordedAt: at,
      method: work["outcome"] === "scrubbed" ? "overwrite" : "none needed",
    },
    verification: { method: verification, verifiedAt },
    run: {
      ...{ createdBy, createdAt: created["at"], blanks, keeps: keeps as unknown as Json },
      ...((approved?.["detail"] as JsonObject | undefined) ?? { approvedBy: null, automatic: null }),
      approvedAt: approved?.["at"] ?? null,
    },
    request: request && {
      ...(request.received["detail"] as JsonObject),
      ...{ id: request.received["target"], recordedAt: request.received["at"] },
      ...{ state: (request.ended["detail"] as JsonObject)["state"], endedAt: request.ended["at"] },
    },
    remains: remains(keeps),
    evidence: evidence.map((item) => ({ ...item })),
  } as JsonObject);
}

interface Keep {
  field: string;
  ground: string | null;
}

interface Plan {
  createdBy: string;
  blanks: string[];
  keeps: Keep[];
}

function remains(keeps: Keep[]): Json {
  return [
    { what: "the user ID", why: "TalkJS neither changes nor deletes one" },
    { what: "the user's messages and conversations, and what others wrote", why: "only fields are blanked" },
    { what: "backups and logs of TalkJS", why: "nobody can reach them from outside" },
    ...keeps.map(({ field, ground }) => ({ what: field, why: ground ?? "the policy gives no ground" })),
  ];
}

/** The certificate with a fresh signature of this key. */
export function signedBy(signer: TestSigner, certificate: JsonObject): JsonObject {
  const { signature, ...rest } = certificate;
  void signature;
  const digest = sha256(canonical(rest)).toString("base64");
  return { ...rest, signature: signer.note(`${signer.name}\ncertificate\n${digest}\n`) };
}

/** The file of a certificate. */
export const fileOf = (certificate: Json): Buffer =>
  Buffer.concat([canonical(certificate), Buffer.from("\n")]);

/** Facts, sealed in a log of their own, certified. */
export function certify(facts: Facts = testFacts(), signer: TestSigner = testSigner(), places = {}) {
  const inLog = sealed(leavesOf(facts), signer, places);
  const certificate = testCertificate(facts, inLog);
  return { facts, signer, sealed: inLog, certificate, file: fileOf(certificate), vkey: signer.vkey };
}
