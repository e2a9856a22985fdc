#!/usr/bin/env node
/*
 * scrubjay-verify: checks an erasure certificate with nothing but the log's verifier key. No network, no database, no
 * code shared with the program that issues certificates. It also runs alone: `node verify.js` (Node 20.19 or later).
 *
 * What is checked, in this order; the first failure is told:
 *  1. The file is canonical JSON (RFC 8785) with exactly the keys of CERTIFICATE_1 or _2 below, so nothing can hide in it.
 *  2. The leaves in its evidence say exactly what the certificate says; none is missing, none is unused.
 *  3. The outcome is one that was verified by reading. In format 2 never by a plan alone, which was read before it was
 *     approved; and of data that was seen again something shows that it is gone. Where a second look is told, as other chat
 *     participants see the user, it found nothing.
 *  4. Each leaf is in the log: a proof (c2sp.org/tlog-proof; RFC 9162 §2.1.3.2, hashes of RFC 6962 §2.1) leads to the
 *     root in the one checkpoint (c2sp.org/tlog-checkpoint) that the verifier key has signed (c2sp.org/signed-note).
 *  5. The same key signed the whole certificate. That covers what is in no leaf: issuedAt and the salt.
 *  6. Format 2: the log itself says that it was issued: a leaf with the SHA-256 of all but `issue` and `signature`. So one
 *     that was signed with a stolen key is none of the log's. Certificates of format 1 were issued before that.
 *  7. With a user ID: the pseudonym is that user's, HMAC-SHA256(salt, user ID).
 *
 * Why that suffices: without the log's key nobody can sign another root, and a changed leaf, index or hash leads to
 * another root unless SHA-256 is broken.
 *
 * What it does not prove: that the holder of the log's key told the truth, or showed everybody the same log. A forked
 * log bears good signatures; only checkpoints that were published, or kept by witnesses, show the fork. Nor does it say
 * anything about what remains, what came later, or which other entries there are.
 */
import { createHash, createHmac, createPublicKey, verify, type KeyObject } from "node:crypto";
import { existsSync, readFileSync, realpathSync } from "node:fs";

// `""` is any text, `0` any number, `[x]` a list of x, `null` anything: the leaf that says it decides (step 2).
const CUSTOM_KEYS = { count: 0, form: "", keys: [""] };
// prettier-ignore
const REQUEST = { id: "", regulation: "", protocol: "", createdBy: "", receivedAt: "",
  recordedAt: "", deadline: "", state: "", endedAt: "" };
const APPROVAL = { approvedBy: "", automatic: false, approvedAt: "" };
const SUBJECT = { appId: "", epoch: 0, pseudonym: "", salt: "" };
const ERASURE = {
  ...{ runId: 0, kind: "", round: 0, outcome: "", method: "", fields: [""], policyDigest: "", attempts: 0 },
  ...{ recordedAt: "", toolVersion: "", customKeys: null as typeof CUSTOM_KEYS | null },
};
const SHARED = {
  ...{ issuedAt: "", log: { origin: "", keyId: "", size: 0, root: "" } },
  verification: { method: "", verifiedAt: "" },
  run: {
    ...{ createdBy: "", createdAt: "", blanks: [""], keeps: [{ field: "", ground: null as string | null }] },
    approvedBy: null as string | null,
    ...{ approvedAt: null as string | null, automatic: null as boolean | null },
  },
  request: null as typeof REQUEST | null,
  ...{ remains: [{ what: "", why: "" }], evidence: [{ leaf: "", proof: "" }], signature: "" },
};
const CERTIFICATE_1 = { format: "scrubjay/certificate@1", ...SHARED, subject: SUBJECT, erasure: ERASURE };

const PLACE = { place: "", erased: 0, remaining: 0, reason: null as string | null };
const ISSUER = { controller: null, contact: null, responsible: null, keyUrl: null };
const LOOK = { at: "" };
const ERASED_AGAIN = { runId: 0, verifiedAt: "" };
const CERTIFICATE_2 = {
  ...{ format: "scrubjay/certificate@2", ...SHARED, scope: [""], issue: { leaf: "", proof: "" } },
  subject: { ...SUBJECT, idLooksLike: null as string | null },
  erasure: { ...ERASURE, remaining: [""], places: [PLACE] },
  api: null as { origin: string; rehearsal: boolean } | null,
  issuer: null as Record<keyof typeof ISSUER, string | null> | null,
  comebacks: [{ seenAt: "", fields: [""], erasedAgain: null as typeof ERASED_AGAIN | null }],
  look: null as typeof LOOK | null,
  personal: null as string[] | null,
};
/** Of either format: one of the first as the second says the same. */
type Certificate = typeof CERTIFICATE_2;

const TALKJS = "https://api.talkjs.com";

/** What no erasure reached; each certificate of format 1 says it in these words. */
const ALWAYS_REMAINS = [
  { what: "the user ID", why: "TalkJS neither changes nor deletes one" },
  { what: "the user's messages and conversations, and what others wrote", why: "only fields are blanked" },
  { what: "backups and logs of TalkJS", why: "nobody can reach them from outside" },
];
const NO_GROUND = "the policy gives no ground";

/** Of format 2: what the ID looks like, places that an erasure may cover, and what is out of reach. */
const ID_LIKE: Record<string, string> = {
  email: "the user ID, which looks like an e-mail address",
  phone: "the user ID, which looks like a phone number",
};
const PLACES = {
  messages: "the user's messages, files and reactions, and what others wrote",
  conversations: "the user's conversations: who took part, subjects, photos and custom fields",
};
const BEYOND: [what: string, why: string][] = [
  [
    "the files that photo addresses led to",
    "only the address is blanked; whoever has kept one may still get the file",
  ],
  ["e-mails and notifications that TalkJS has sent", "they lie with whoever received them"],
  ["drafts", "TalkJS keeps text that wasn't sent in the browser where it was written"],
  ["sessions that were open", "a page keeps what it shows until it is loaded anew"],
  ["backups and logs of TalkJS", "nobody can reach them from outside"],
];

export interface Verified {
  certificate: Certificate;
  /** Hexadecimal SHA-256 of the file without its final newline, as the certificate's QR code says it. */
  digest: string;
}

/**
 * @param bytes the certificate's file.
 * @param vkey the log's verifier key: `<name>+<key ID>+<base64>`.
 * @param userId whom the certificate must be about; undefined: whomever.
 * @throws {Error} with the first reason why it isn't valid, safe to print.
 */
export function verifyCertificate(bytes: Buffer, vkey: string, userId?: string): Verified {
  const key = parseVerifierKey(vkey);
  if (bytes.length > 1024 * 1024) fail("the file is larger than 1 MiB");
  if (bytes.at(-1) !== 0x0a) fail("the file doesn't end in a newline: it was cut short or changed");
  const json = bytes.subarray(0, -1);
  const file = parseCanonical(json, "the file");
  const formats = [CERTIFICATE_1.format, CERTIFICATE_2.format];
  if (isTree(file) && "format" in file && !formats.includes(String(file.format)))
    fail(`format is ${show(file.format)}, not one of ${formats.join(", ")}`);
  const isFirst = isTree(file) && file.format === CERTIFICATE_1.format;
  const certificate = isFirst ? upgraded(ofKind(file, CERTIFICATE_1, "")) : ofKind(file, CERTIFICATE_2, "");
  const { subject, issuedAt } = certificate;
  if (!isTime(issuedAt)) fail("issuedAt is no time in UTC with milliseconds");
  if (!/^[0-9a-f]{64}$/.test(subject.salt)) fail("subject.salt isn't 64 hexadecimal digits");
  const leaves = certificate.evidence.map(({ leaf }, i) => decode(leaf, `evidence.${i}.leaf`));
  checkLeaves(certificate, leaves);
  checkOutcome(certificate);
  checkProofs(certificate, leaves, key);
  checkSignature(file as Certificate, key);
  if (!isFirst) checkIssue(certificate, key);
  const ofUser = createHmac("sha256", Buffer.from(subject.salt, "hex")).update(userId ?? "");
  if (userId !== undefined && ofUser.digest("hex") !== subject.pseudonym) fail("it isn't about that user ID");
  return { certificate: file as Certificate, digest: sha256(json).toString("hex") };
}

/** What a certificate of format 1 says, in the shape of format 2. */
const upgraded = (first: typeof CERTIFICATE_1): Certificate => ({
  ...{ ...first, scope: ["profile"], issue: CERTIFICATE_2.issue, comebacks: [] },
  subject: { ...first.subject, idLooksLike: null },
  erasure: { ...first.erasure, remaining: [], places: [] },
  ...{ api: null, issuer: null, look: null, personal: null },
});

/** Step 2. Of what a leaf says beyond the certificate only the kind is known. */
function checkLeaves(certificate: Certificate, leaves: Buffer[]): void {
  const { subject, erasure, verification, run, request, remains, comebacks, look, api, scope, personal } =
    certificate;
  const { appId, epoch, pseudonym, idLooksLike } = subject;
  const { recordedAt, method, places, ...work } = erasure;
  const { runId, kind, policyDigest } = work;
  const { createdAt, approvedAt, approvedBy, automatic, ...plan } = run;
  const isFirst = certificate.format === CERTIFICATE_1.format;
  let next = 0;
  const place = () => `evidence.${next}.leaf`;
  /** The next leaf, which is of format 1, or in a certificate of format 2 of either. */
  const leafIs = (name: string, facts: Tree, since2: Tree): Tree => {
    const bytes = leaves[next] ?? fail(`evidence has only ${leaves.length} leaves`);
    const leaf = parseCanonical(bytes, place());
    const isSecond = !isFirst && isTree(leaf) && leaf.format === `scrubjay/${name}@2`;
    const format = `scrubjay/${name}@${isSecond ? 2 : 1}`;
    equal(leaf, { ...facts, format, ...(isSecond ? since2 : {}) }, place());
    next += 1;
    return leaf as Tree;
  };
  const actionIs = (action: string, target: string, at: unknown, detail: Tree, since2: Tree = {}): Tree => {
    const ofService = {
      appId,
      actor: "service",
      role: "owner",
      result: "done",
      code: null,
      toolVersion: TEXT,
    };
    const facts = { ...ofService, action, target, at };
    return leafIs("action", { ...facts, detail }, { salt: TEXT, detail: { ...detail, ...since2 } });
  };
  const entry = { appId, epoch, at: recordedAt, subject: pseudonym, ...work, reason: null };
  const seen = { verification: verification.method, verifiedAt: verification.verifiedAt };
  const of2 = { places, idLooksLike: TEXT_OR_NULL };
  const first = leafIs("entry", { ...entry, ...seen }, of2);
  if (!("places" in first)) equal(places, [], "erasure.places");
  const planned = { ...plan, epoch, kind, policyDigest };
  const created = actionIs("run.created", String(runId), createdAt, planned, {
    api: api?.origin,
    scope,
    personal,
  });
  const said = (created.detail as { api?: string }).api;
  equal(api, said === undefined ? null : { origin: said, rehearsal: said !== TALKJS }, "api");
  if (said === undefined)
    equal({ scope, personal }, { scope: ["profile"], personal: null }, "the certificate");
  else if (!TEXTS(personal)) fail(`personal is ${show(personal)}, not a list of texts`);
  const approval = { approvedBy, automatic };
  if (approvedAt === null) equal(approval, { approvedBy: null, automatic: null }, "run");
  else {
    ofKind({ ...approval, approvedAt }, APPROVAL, "run");
    actionIs("run.approved", String(runId), approvedAt, approval);
  }
  if (request !== null) {
    const { id, recordedAt: at, state, endedAt, ...detail } = ofKind(request, REQUEST, "request");
    actionIs("request.received", id, at, detail);
    const ended = actionIs("request.ended", id, endedAt, {
      ...{ state, code: TEXT_OR_NULL, people: NUMBER, runs: NUMBERS },
    });
    const { runs } = ended.detail as { runs: number[] };
    if (!runs.includes(runId))
      fail(`request.ended names the runs ${show(runs)}, but the certificate is of run ${runId}`);
  }
  if (work.customKeys !== null) ofKind(work.customKeys, CUSTOM_KEYS, "erasure.customKeys");
  if (certificate.issuer !== null) {
    for (const fact of Object.values(ofKind(certificate.issuer, ISSUER, "issuer")))
      if (!TEXT_OR_NULL(fact)) fail(`issuer holds ${show(fact)}`);
    actionIs("log.issuer", TEXT as never, TEXT, certificate.issuer);
  }
  for (const { seenAt, fields, erasedAgain } of comebacks) {
    actionIs("comeback.seen", pseudonym, TEXT, { epoch, fields, seenAt, runId: NUMBER, watch: NUMBER });
    const blankAt =
      erasedAgain === null ? look?.at : ofKind(erasedAgain, ERASED_AGAIN, "erasedAgain").verifiedAt;
    if (erasedAgain !== null) {
      const ofAgain = { appId, epoch, subject: pseudonym, ...erasedAgain, ...AGAIN };
      checkSeen(`${place()}: `, leafIs("entry", ofAgain, { places: PLACES_OF, idLooksLike: TEXT_OR_NULL }));
    }
    if (!isTime(seenAt) || blankAt === undefined || !isTime(blankAt) || blankAt < seenAt)
      fail(`data was seen again at ${show(seenAt)}, and nothing shows that it is gone`);
  }
  let looksLike = first.idLooksLike ?? null;
  if (look !== null) {
    const { at } = ofKind(look, LOOK, "look");
    const detail = { epoch, idLooksLike: TEXT, policyDigest, remaining: [], runId, seenAt: at };
    const looked = actionIs("person.looked_at", pseudonym, TEXT, detail).detail as { idLooksLike: string };
    looksLike ??= looked.idLooksLike;
  }
  equal(idLooksLike, looksLike, "subject.idLooksLike");
  if (leaves.length !== next) fail(`evidence has ${leaves.length} leaves, not ${next}`);
  equal(remains, isFirst ? remains1(certificate) : remains2(certificate), "remains");
  equal(method, work.fields.length > 0 ? "overwrite" : "none needed", "erasure.method");
}

type Remains = Certificate["remains"];

const kept = ({ run }: Certificate): Remains =>
  run.keeps.map(({ field, ground }) => ({ what: field, why: ground ?? NO_GROUND }));

const remains1 = (certificate: Certificate): Remains => [...ALWAYS_REMAINS, ...kept(certificate)];

function remains2(certificate: Certificate): Remains {
  const { subject, scope, erasure } = certificate;
  const { idLooksLike: like } = subject;
  const outside = Object.entries(PLACES).filter(([place]) => !scope.includes(place));
  return [
    {
      what: (like !== null && Object.hasOwn(ID_LIKE, like) && ID_LIKE[like]) || "the user ID",
      why: "TalkJS neither changes nor deletes one",
    },
    ...outside.map(([, what]) => ({ what, why: `not in the scope of this erasure: ${scope.join(", ")}` })),
    ...BEYOND.map(([what, why]) => ({ what, why })),
    ...kept(certificate),
    ...erasure.remaining.map((what) => ({ what, why: "TalkJS still had it when it was read back" })),
  ];
}

/** Step 3 */
function checkOutcome({ format, erasure, verification: { method, verifiedAt }, look }: Certificate): void {
  const isFirst = format === CERTIFICATE_1.format;
  // A plan is read before any edit: it can only show what was blank from the start.
  const { outcome, fields } = erasure;
  const isBlank = outcome === "already_blank" || (outcome === "scrubbed_in_part" && fields.length === 0);
  const isByPlan = method === "plan" && isBlank && (isFirst || look !== null);
  if (isFirst && outcome === "scrubbed_in_part") fail("nobody is certified in part in that format");
  checkSeen("", { ...erasure, verification: isByPlan ? "user" : method, verifiedAt });
}

/** That an outcome was seen by reading, and doesn't contradict itself. */
function checkSeen(place: string, entry: Tree): void {
  const { outcome, verification, verifiedAt, fields, remaining, places = [] } = entry;
  const [blanked, left] = [(fields as string[]).length > 0, (remaining as string[]).length > 0];
  const fits: Record<string, boolean> = {
    ...{ scrubbed: blanked && !left, already_blank: !blanked && !left, scrubbed_in_part: left },
  };
  if (typeof outcome !== "string" || !Object.hasOwn(fits, outcome))
    fail(`${place}nobody is certified as ${show(outcome)}`);
  if (!["list_page", "user"].includes(verification as string) || !isTime(String(verifiedAt)))
    fail(`${place}${outcome} isn't verified by ${show(verification)} at ${show(verifiedAt)}`);
  // Where that is told, the user was also seen blank as other chat participants see them: once, and nothing was left.
  const byOthers = (places as (typeof PLACE)[]).filter((one) => one.place === "public_profile");
  equal(byOthers, byOthers.length > 0 ? [{ ...PLACE, place: "public_profile" }] : [], `${place}places`);
  if (!fits[outcome])
    fail(`${place}${outcome} contradicts the fields ${show(fields)}, or what remains: ${show(remaining)}`);
}

const PROOF = /^c2sp\.org\/tlog-proof@v1\nindex (0|[1-9]\d{0,18})\n((?:\S{44}\n){0,64})\n([^]*)$/;
const CHECKPOINT = /^([^\n]+)\n(0|[1-9]\d{0,18})\n(\S{44})\n(?:[^\n]+\n)*$/;

/** Step 4 */
function checkProofs({ evidence, log }: Certificate, leaves: Buffer[], key: VerifierKey): void {
  const checkpoints = new Set<string>();
  for (const [i, { proof }] of evidence.entries()) {
    const place = `evidence.${i}.proof`;
    const { note, ...signed } = checkProof(proof, leaves[i] ?? Buffer.of(), key, place);
    if (checkpoints.add(note).size > 1) fail(`${place} has another checkpoint than the proofs before it`);
    equal(log, signed, "log");
  }
}

/** That a leaf is in the log of the key. @returns what the checkpoint says, and the checkpoint. */
function checkProof(proof: string, leaf: Buffer, key: VerifierKey, place: string) {
  const [, index = "", hashes = "", note = ""] = PROOF.exec(proof) ?? fail(`${place} is no plain tlog-proof`);
  const { text } = openNote(note, key, place);
  const [, origin, size = "", root = ""] = CHECKPOINT.exec(text) ?? fail(`${place} has no checkpoint`);
  if (origin !== key.name) fail(`${place} is of another log: ${show(origin)}`);
  const path = (hashes.match(/\S+/g) ?? []).map((hash) => decode(hash, place));
  if (!rootFrom(sha256(Buffer.of(0), leaf), BigInt(index), BigInt(size), path)?.equals(decode(root, place)))
    fail(`${place} doesn't lead from the leaf to the checkpoint's root`);
  return { origin, keyId: key.id, size: Number(size), root, note };
}

/** Step 6 */
function checkIssue({ issue, signature, ...body }: Certificate, key: VerifierKey): void {
  void signature;
  const bytes = decode(issue.leaf, "issue.leaf");
  const leaf = parseCanonical(bytes, "issue.leaf") as Tree;
  const target = sha256(Buffer.from(canonical(body))).toString("hex");
  const { appId } = body.subject;
  const ofService = { appId, actor: "service", role: "owner", result: "done", code: null, toolVersion: TEXT };
  const said = { ...ofService, action: "certificate.issued", target, at: TEXT };
  const detail = { runId: body.erasure.runId };
  const isSecond = isTree(leaf) && leaf.format === "scrubjay/action@2";
  const format = `scrubjay/action@${isSecond ? 2 : 1}`;
  equal(leaf, { ...said, detail, format, ...(isSecond ? { salt: TEXT } : {}) }, "issue.leaf");
  checkProof(issue.proof, bytes, key, "issue.proof");
}

/** RFC 9162 §2.1.3.2; undefined: the path doesn't fit index and size. Sizes have 64 bits, hence bigint. */
function rootFrom(leafHash: Buffer, index: bigint, size: bigint, path: Buffer[]): Buffer | undefined {
  if (index >= size) return undefined;
  let [node, last, hash] = [index, size - 1n, leafHash];
  for (const sibling of path) {
    if (last === 0n) return undefined;
    const isRight = node % 2n === 1n || node === last;
    hash = isRight ? sha256(Buffer.of(1), sibling, hash) : sha256(Buffer.of(1), hash, sibling);
    while (isRight && node % 2n === 0n && node !== 0n) [node, last] = [node >> 1n, last >> 1n];
    [node, last] = [node >> 1n, last >> 1n];
  }
  return last === 0n ? hash : undefined;
}

/** Step 5 */
function checkSignature({ signature, ...signed }: Certificate, key: VerifierKey): void {
  const { text, signatures } = openNote(signature, key, "signature");
  const digest = sha256(Buffer.from(canonical(signed))).toString("base64");
  if (text !== `${key.name}\ncertificate\n${digest}\n`)
    fail("signature is over something else than this file");
  // Nothing covers the lines of other keys: whoever adds one would make a second file of one certificate.
  if (signatures !== 1) fail("signature has more than one signature");
}

/** c2sp.org/signed-note: signatures of other keys are ignored, at least one is this key's, and none of its is bad. */
function openNote(note: string, key: VerifierKey, place: string): { text: string; signatures: number } {
  const end = note.lastIndexOf("\n\n") + 1;
  const [text, lines] = [note.slice(0, end), note.slice(end + 1).split("\n")];
  const isNote = end > 0 && lines.pop() === "" && lines.length <= 100 && !/[^\n -\u{10ffff}]/u.test(note);
  if (!isNote) fail(`${place} has no signed note`);
  let isSigned = false;
  for (const line of lines) {
    const [, name, base64 = ""] =
      /^— ([^+\s\p{Cc}]+) (\S+)$/u.exec(line) ?? fail(`${place} has a broken signature`);
    const bytes = decode(base64, place);
    if (bytes.length <= 4) fail(`${place} has a broken signature`);
    if (name !== key.name || bytes.toString("hex", 0, 4) !== key.id) continue;
    isSigned = verify(null, Buffer.from(text), key.publicKey, bytes.subarray(4));
    if (!isSigned) fail(`${place} has a bad signature of the verifier key`);
  }
  if (!isSigned) fail(`${place} isn't signed by the verifier key ${key.name}+${key.id}`);
  return { text, signatures: lines.length };
}

type VerifierKey = ReturnType<typeof parseVerifierKey>;
const VKEY = /^([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]{44})$/u;

function parseVerifierKey(vkey: string): { name: string; id: string; publicKey: KeyObject } {
  const [, name = "", id = "", base64 = ""] = VKEY.exec(vkey) ?? fail("that is no verifier key of Ed25519");
  const typed = decode(base64, "the verifier key");
  if (typed[0] !== 1) fail("that is no verifier key of Ed25519");
  const computed = sha256(Buffer.from(`${name}\n`), typed).toString("hex", 0, 4);
  if (computed !== id) fail("the verifier key contradicts its own key ID: copy it anew");
  const x = typed.toString("base64url", 1);
  return { name, id, publicKey: createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" }) };
}

type Kind = (value: unknown) => boolean;
const TEXT: Kind = (value) => typeof value === "string";
const TEXT_OR_NULL: Kind = (value) => value === null || TEXT(value);
const NUMBER: Kind = (value) => typeof value === "number";
const NUMBERS: Kind = (value) => Array.isArray(value) && value.every(NUMBER);
const TEXTS: Kind = (value) => Array.isArray(value) && value.every(TEXT);
/** Of an entry that erased somebody again; the rest is checked by `checkSeen`. */
const AGAIN = {
  ...{ at: TEXT, kind: TEXT, outcome: TEXT, fields: TEXTS, remaining: TEXTS, policyDigest: TEXT },
  ...{ verification: TEXT, attempts: NUMBER, round: NUMBER, toolVersion: TEXT, reason: null },
  customKeys: (value: unknown) => value === null || isOfKind(value, CUSTOM_KEYS),
};
const PLACES_OF: Kind = (value) =>
  Array.isArray(value) && value.every((one) => isOfKind(one, PLACE) && TEXT_OR_NULL((one as Tree).reason));
type Tree = Record<string, unknown>;
const isTree = (value: unknown): value is Tree => typeof value === "object" && value !== null;
const isTime = (text: string): boolean =>
  !Number.isNaN(Date.parse(text)) && new Date(text).toISOString() === text;

/** Step 1: that a JSON value is of the same kind as a sample. @returns it, with the sample's type. */
function ofKind<T>(value: unknown, sample: T, path: string): T {
  if (Array.isArray(sample) && Array.isArray(value)) {
    for (const [i, item] of value.entries()) ofKind(item, sample[0] as unknown, `${path}.${i}`);
  } else if (isTree(sample) && isTree(value)) {
    for (const [key, inner] of sameKeys(value, sample, path)) ofKind(value[key], sample[key], inner);
  } else if (sample !== null && (sample ? value !== sample : typeof value !== typeof sample)) {
    fail(`${path || "the file"} is ${show(value)}, not ${sample ? show(sample) : `a ${typeof sample}`}`);
  }
  return value as T;
}

function isOfKind(value: unknown, sample: unknown): boolean {
  try {
    ofKind(value, sample, "");
    return true;
  } catch {
    return false;
  }
}

/** Step 2: that a JSON value equals what is expected, or is of the kind. */
function equal(value: unknown, expected: unknown, path: string): void {
  if (isTree(value) && isTree(expected) && Array.isArray(value) === Array.isArray(expected)) {
    for (const [key, inner] of sameKeys(value, expected, path)) equal(value[key], expected[key], inner);
  } else if (typeof expected === "function") {
    if (!(expected as Kind)(value)) fail(`${path} is ${show(value)}, and no log says that there`);
  } else if (value !== expected) {
    fail(`${path} is ${show(value)}, but by the rest of the certificate ${show(expected)}`);
  }
}

function sameKeys(value: Tree, expected: Tree, path: string): [key: string, path: string][] {
  return Object.keys({ ...expected, ...value }).map((key) => {
    const inner = path === "" ? key : `${path}.${key}`;
    if (!Object.hasOwn(value, key)) fail(`${inner} is missing`);
    if (!Object.hasOwn(expected, key)) fail(`${inner} doesn't belong there`);
    return [key, inner];
  });
}

function parseCanonical(bytes: Buffer, what: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString());
  } catch {
    fail(`${what} is no JSON: it was cut short or changed`);
  }
  if (!bytes.equals(Buffer.from(canonical(value)))) fail(`${what} isn't canonical JSON: it was changed`);
  return value;
}

/** RFC 8785: keys in the order of their UTF-16 code units, no space, numbers and texts as JavaScript writes them. */
function canonical(value: unknown, depth = 0): string {
  if (depth > 8) fail("the JSON is nested deeper than any certificate");
  if (typeof value === "string" && /\p{Cs}/u.test(value)) fail("the JSON has half of a Unicode character");
  if (Array.isArray(value)) return `[${value.map((item) => canonical(item, depth + 1)).join(",")}]`;
  if (!isTree(value)) return JSON.stringify(value);
  const members = Object.keys(value).sort();
  return `{${members.map((key) => `${canonical(key)}:${canonical(value[key], depth + 1)}`).join(",")}}`;
}

/** Base64 has several texts for the same bytes; only the usual one counts. */
function decode(base64: string, what: string): Buffer {
  const bytes = Buffer.from(base64, "base64");
  return bytes.toString("base64") === base64 ? bytes : fail(`${what} isn't proper base64`);
}

const sha256 = (...parts: Buffer[]): Buffer => createHash("sha256").update(Buffer.concat(parts)).digest();

function fail(reason: string): never {
  throw new Error(printable(reason));
}

const show = (value: unknown): string => (JSON.stringify(value) ?? "nothing").slice(0, 200);

/** What controls a terminal or turns the direction of writing could make a reader see something else. */
const printable = (line: string): string =>
  line.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (char) => `\\u{${char.codePointAt(0)?.toString(16)}}`);

// The program.

function describe({ certificate, digest }: Verified, userId: string | undefined): string[] {
  const isFirst = certificate.format === CERTIFICATE_1.format;
  const { api, issuer, comebacks, look, ...said } = isFirst ? upgraded(certificate) : certificate;
  const { issuedAt, log, subject, erasure, verification, run, request, remains } = said;
  const approver = run.automatic ? `its policy (${run.approvedBy})` : run.approvedBy;
  const keys = erasure.customKeys ? `; custom keys: ${erasure.customKeys.count}` : "";
  const caveat = verification.method === "plan" ? ": read before approval; proves nothing after it" : "";
  const named = Object.keys(ISSUER).flatMap((name) => issuer?.[name as keyof typeof ISSUER] ?? []);
  const compared = userId === undefined ? "no user ID was compared" : "that is the user ID given";
  return [
    api?.rehearsal ? `VALID. Rehearsal: the calls went to ${api.origin}, not to TalkJS` : "VALID",
    `Whom:     pseudonym ${subject.pseudonym}, epoch ${subject.epoch}, app ${subject.appId}; ${compared}`,
    `What:     ${erasure.outcome} (${erasure.method}): ${erasure.fields.join(", ") || "no field"}${keys}`,
    `Verified: ${verification.verifiedAt} by ${verification.method}${caveat}`,
    ...comebacks.map(
      ({ seenAt, erasedAgain: again }) =>
        `Again:    seen ${seenAt}${again ? `, erased by run ${again.runId}, verified ${again.verifiedAt}` : ""}`,
    ),
    ...(look ? [`Looked:   ${look.at}: nothing of what was to be erased was there`] : []),
    ...(isFirst ? [] : [`API:      ${api ? api.origin : "not recorded at that time"}`]),
    ...(named.length > 0 ? [`Issuer:   ${named.join("; ")}`] : []),
    `Run:      ${erasure.runId} (${erasure.kind}), made by ${run.createdBy} at ${run.createdAt}`,
    `Approved: ${run.approvedAt ? `by ${approver} at ${run.approvedAt}` : "not in the log"}`,
    `Request:  ${request ? `${request.id}, received ${request.receivedAt}, ${request.state} ${request.endedAt}` : "none"}`,
    ...remains.map(({ what, why }) => `Remains:  ${what}: ${why}`),
    `Log:      ${log.origin}, ${log.size} leaves, root ${log.root}, key ${log.keyId}`,
    `Issued:   ${issuedAt}, SHA-256 ${digest}`,
  ];
}

const USAGE = `Usage: scrubjay-verify <certificate.json> --vkey <verifier key, or a file of them>
  [--user-id <user ID, or - to read it from standard input>]`;

function readInput(args: string[]): Parameters<typeof verifyCertificate> {
  const rest = [...args];
  const option = (name: string) =>
    rest.includes(name) ? (rest.splice(rest.indexOf(name), 2)[1] ?? "") : undefined;
  const [key, id] = [option("--vkey"), option("--user-id")];
  const [file, ...others] = rest;
  if (!file || !key || others.length > 0) throw new Error(USAGE);
  const vkeys = (VKEY.test(key) ? key : readFileSync(key, "utf8")).trim().split(/\r?\n/);
  const ids = vkeys.map((vkey) => parseVerifierKey(vkey).id);
  const bytes = readFileSync(file);
  // After a change of its signing key a log has several: the certificate says which it wants.
  const vkey = vkeys.find((_, i) => bytes.includes(`"keyId":"${ids[i]}"`)) ?? vkeys[0] ?? "";
  const userId = id === "-" ? readFileSync(0, "utf8").replace(/\r?\n$/, "") : id;
  if (userId === "") throw new Error("The user ID is empty.");
  return [bytes, vkey, userId];
}

/** @returns the exit code. 0: valid, 1: not valid, 2: bad usage or a file that can't be read. */
function main(args: string[]): 0 | 1 | 2 {
  let failure: 1 | 2 = 2;
  try {
    const [bytes, vkey, userId] = readInput(args);
    failure = 1;
    for (const line of describe(verifyCertificate(bytes, vkey, userId), userId)) console.log(printable(line));
    return 0;
  } catch (error) {
    const { message } = error as Error;
    if (failure === 2) console.error(message);
    else console.log(`NOT VALID: ${printable(message)}`);
    return failure;
  }
}

// Imported, as by a test, this does nothing. Node takes a program's name without its ending too.
const self = realpathSync(import.meta.filename);
const isSelf = (path: string): boolean => existsSync(path) && realpathSync(path) === self;
if (isSelf(process.argv[1] ?? "") || isSelf(`${process.argv[1]}.js`))
  process.exitCode = main(process.argv.slice(2));
