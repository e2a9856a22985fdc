import { createHash, createHmac, createPrivateKey, createPublicKey, randomBytes, sign } from "node:crypto";
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

/** In front of the 32 bytes of an Ed25519 private key (RFC 8410 §7). */
const PKCS8 = "302e020100300506032b657004220420";

/**
 * A new Ed25519 key under a name. Its seed is drawn: where Node.js 20 generates a key, and collects what it did that by while
 * the key is exported, both wait for one lock, without end.
 */
export function testSigner(name = "scrubjay/test-ledger/tTest001"): TestSigner {
  const key = Buffer.concat([Buffer.from(PKCS8, "hex"), randomBytes(32)]);
  const privateKey = createPrivateKey({ key, format: "der", type: "pkcs8" });
  const raw = Buffer.from(createPublicKey(privateKey).export({ format: "jwk" }).x ?? "", "base64url");
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
  /** What a certificate of the second format may rest on beside; undefined: it is of the first. */
  since2?: {
    issuer: JsonObject | null;
    comebacks: { seen: JsonObject; again: JsonObject | null }[];
    look: JsonObject | null;
  };
}

/** The same as leaves of the second format say it, certified in the second format. */
export function testFacts2({
  rehearsal = false,
  idLooksLike = "nothing",
  issuer = false,
  comeback = "none",
  look = false,
  witness = [],
  ...options
}: {
  rehearsal?: boolean;
  idLooksLike?: "email" | "phone" | "nothing";
  issuer?: boolean;
  comeback?: "none" | "erased again" | "looked at";
  look?: boolean;
  /** What the entry says of other places. */
  witness?: JsonObject[];
} & Parameters<typeof testFacts>[0] = {}): Facts {
  const first = testFacts(options);
  const action = (leaf: JsonObject, since2: JsonObject = {}) => ({
    ...{ ...leaf, format: "scrubjay/action@2", salt: randomBytes(16).toString("hex") },
    detail: { ...(leaf["detail"] as JsonObject), ...since2 },
  });
  const api = rehearsal ? "http://127.0.0.1:4800" : "https://api.talkjs.com";
  const entry = { ...first.entry, format: "scrubjay/entry@2", places: witness, idLooksLike };
  const { epoch, subject, runId, policyDigest } = first.entry;
  const ofPerson = (name: string, at: string, detail: JsonObject) =>
    action({
      ...first.created,
      action: name,
      target: subject ?? null,
      at,
      detail: { epoch: epoch ?? null, ...detail },
    });
  const seenAt = "2026-11-20T10:00:00.000Z";
  const seen = ofPerson("comeback.seen", "2026-11-20T10:00:01.000Z", {
    ...{ fields: ["email"], seenAt, watch: 4, runId: runId ?? null },
  });
  const again = {
    ...{ ...entry, runId: 9, kind: "watch", outcome: "scrubbed", fields: ["email"], remaining: [] },
    ...{ at: "2026-11-20T10:05:00.000Z", verification: "user", verifiedAt: "2026-11-20T10:04:59.000Z" },
  };
  const lookedAt = "2026-11-21T11:00:00.000Z";
  const isPlan = entry["verification" as never] === ("plan" as never);
  const detail = {
    ...{ idLooksLike, policyDigest: policyDigest ?? null, remaining: [], runId: runId ?? null },
    seenAt: lookedAt,
  };
  const isLookedAt = look || comeback === "looked at" || isPlan;
  const names = { controller: "Example Ltd", contact: "privacy@example.com", responsible: null };
  return {
    ...{
      salt: first.salt,
      entry,
      created: action(first.created, { api, scope: ["profile"], personal: ["locale"] }),
    },
    approved: first.approved && action(first.approved),
    request: first.request && {
      received: action(first.request.received),
      ended: action(first.request.ended),
    },
    since2: {
      issuer: issuer
        ? action({
            ...{ ...first.created, action: "log.issuer", target: "tTest001", at: "2026-11-19T00:00:00.000Z" },
            detail: { ...names, keyUrl: "https://example.com/vkey" },
          })
        : null,
      comebacks: comeback === "none" ? [] : [{ seen, again: comeback === "erased again" ? again : null }],
      look: isLookedAt ? ofPerson("person.looked_at", "2026-11-21T11:00:01.000Z", detail) : null,
    },
  };
}

/** What a log says about one erasure; to be changed by a test before it is sealed. */
export function testFacts({
  outcome = "scrubbed",
  approval = "person",
  request = true,
}: {
  outcome?: "scrubbed" | "scrubbed_in_part" | "already_blank";
  approval?: "person" | "automatic" | "none";
  request?: boolean;
} = {}): Facts {
  const [appId, policyDigest, toolVersion] = ["tTest001", `sha256:${"ab".repeat(32)}`, "0.1.0"];
  const salt = hmac(randomBytes(32), `${appId}\0${USER_ID}`);
  const isScrubbed = outcome !== "already_blank";
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
      remaining: outcome === "scrubbed_in_part" ? ["nickname"] : [],
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
export function leavesOf({ entry, created, approved, request, since2 }: Facts): JsonObject[] {
  return [
    entry,
    created,
    ...(approved ? [approved] : []),
    ...(request ? [request.received, request.ended] : []),
    ...(since2?.issuer ? [since2.issuer] : []),
    ...(since2?.comebacks ?? []).flatMap(({ seen, again }) => [seen, ...(again ? [again] : [])]),
    ...(since2?.look ? [since2.look] : []),
  ];
}

/** The certificate of these facts, issued and signed. */
export function testCertificate(facts: Facts, { signer, log, evidence }: Sealed): JsonObject {
  const { entry, created, approved, request, salt, since2 } = structuredClone(facts);
  const { at, subject, verification, verifiedAt, appId, epoch, format, reason, remaining, ...rest } = entry;
  const { places = [], idLooksLike = null, ...work } = rest;
  const {
    createdBy,
    blanks,
    keeps,
    api,
    personal,
    scope = ["profile"],
  } = created["detail"] as unknown as Plan;
  void [format, reason];
  const likeness =
    idLooksLike ?? (since2?.look?.["detail"] as JsonObject | undefined)?.["idLooksLike"] ?? null;
  const erasure = {
    ...work,
    recordedAt: at,
    method: (work["fields"] as Json[]).length > 0 ? "overwrite" : "none needed",
  };
  const shared = {
    issuedAt: "2026-11-21T12:00:00.000Z",
    log,
    subject: { appId, epoch, pseudonym: subject, salt },
    erasure,
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
  };
  if (!since2) return signedBy(signer, { format: "scrubjay/certificate@1", ...shared } as JsonObject);
  return issuedBy(signer, {
    ...shared,
    format: "scrubjay/certificate@2",
    api: api === undefined ? null : { origin: api, rehearsal: api !== "https://api.talkjs.com" },
    issuer: since2.issuer?.["detail"] ?? null,
    scope,
    personal: personal ?? null,
    subject: { ...shared.subject, idLooksLike: likeness },
    erasure: { ...erasure, remaining, places },
    comebacks: since2.comebacks.map(({ seen, again }) => {
      const { seenAt, fields } = seen["detail"] as JsonObject;
      const erasedAgain = again && { runId: again["runId"], verifiedAt: again["verifiedAt"] };
      return { seenAt, fields, erasedAgain };
    }),
    look: since2.look && { at: (since2.look["detail"] as JsonObject)["seenAt"] },
    remains: remains2(keeps, {
      scope,
      idLooksLike: likeness as string | null,
      remaining: remaining as string[],
    }),
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
  api?: string;
  personal?: string[];
  scope?: string[];
}

function remains2(
  keeps: Keep[],
  { scope, idLooksLike, remaining }: { scope: string[]; idLooksLike: string | null; remaining: string[] },
): Json {
  const article = idLooksLike === "email" ? "an e-mail address" : "a phone number";
  const outside = `not in the scope of this erasure: ${scope.join(", ")}`;
  const like = ["email", "phone"].includes(idLooksLike ?? "") ? `, which looks like ${article}` : "";
  return [
    { what: `the user ID${like}`, why: "TalkJS neither changes nor deletes one" },
    ...(scope.includes("messages")
      ? []
      : [{ what: "the user's messages, files and reactions, and what others wrote", why: outside }]),
    ...(scope.includes("conversations")
      ? []
      : [
          {
            what: "the user's conversations: who took part, subjects, photos and custom fields",
            why: outside,
          },
        ]),
    {
      what: "the files that photo addresses led to",
      why: "only the address is blanked; whoever has kept one may still get the file",
    },
    { what: "e-mails and notifications that TalkJS has sent", why: "they lie with whoever received them" },
    { what: "drafts", why: "TalkJS keeps text that wasn't sent in the browser where it was written" },
    { what: "sessions that were open", why: "a page keeps what it shows until it is loaded anew" },
    { what: "backups and logs of TalkJS", why: "nobody can reach them from outside" },
    ...keeps.map(({ field, ground }) => ({ what: field, why: ground ?? "the policy gives no ground" })),
    ...remaining.map((what) => ({ what, why: "TalkJS still had it when it was read back" })),
  ];
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

/** The certificate as the log issues it: with its digest in a log of the signer, and a fresh signature. */
export function issuedBy(signer: TestSigner, certificate: JsonObject): JsonObject {
  const { issue, signature, ...body } = certificate;
  void [issue, signature];
  const { appId } = (body["subject"] ?? {}) as JsonObject;
  const leaf = {
    ...{ format: "scrubjay/action@2", appId: appId ?? null, actor: "service", role: "owner", result: "done" },
    ...{ action: "certificate.issued", target: sha256(canonical(body)).toString("hex"), code: null },
    ...{ at: "2026-11-21T12:00:00.500Z", toolVersion: "0.1.0", salt: randomBytes(16).toString("hex") },
    detail: { runId: ((body["erasure"] ?? {}) as JsonObject)["runId"] ?? null },
  };
  const [proven] = sealed([leaf], signer, { before: 3, after: 2, apart: 0 }).evidence;
  return signedBy(signer, { ...body, issue: { ...proven } });
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
