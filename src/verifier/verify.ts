#!/usr/bin/env node
/*
 * scrubjay-verify: checks an erasure certificate with nothing but the log's verifier key. No network, no database, no
 * code shared with the program that issues certificates. It also runs alone: `node verify.js` (Node 20.19 or later).
 *
 * What is checked, in this order; the first failure is told:
 *  1. The file is canonical JSON (RFC 8785) with exactly the keys of CERTIFICATE below, so nothing can hide in it.
 *  2. The leaves in its evidence say exactly what the certificate says; none is missing, none is unused.
 *  3. The outcome is one that was verified by reading.
 *  4. Each leaf is in the log: a proof (c2sp.org/tlog-proof; RFC 9162 §2.1.3.2, hashes of RFC 6962 §2.1) leads to the
 *     root in the one checkpoint (c2sp.org/tlog-checkpoint) that the verifier key has signed (c2sp.org/signed-note).
 *  5. The same key signed the whole certificate. That covers what is in no leaf: issuedAt and the salt.
 *  6. With a user ID: the pseudonym is that user's, HMAC-SHA256(salt, user ID).
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
// prettier-ignore
const CERTIFICATE = {
  format: "scrubjay/certificate@1", issuedAt: "",
  log: { origin: "", keyId: "", size: 0, root: "" },
  subject: { appId: "", epoch: 0, pseudonym: "", salt: "" },
  erasure: {
    runId: 0, kind: "", round: 0, outcome: "", method: "", fields: [""], policyDigest: "", attempts: 0,
    recordedAt: "", toolVersion: "", customKeys: null as typeof CUSTOM_KEYS | null,
  },
  verification: { method: "", verifiedAt: "" },
  run: {
    createdBy: "", createdAt: "", blanks: [""], keeps: [{ field: "", ground: null as string | null }],
    approvedBy: null as string | null, approvedAt: null as string | null, automatic: null as boolean | null,
  },
  request: null as typeof REQUEST | null,
  remains: [{ what: "", why: "" }], evidence: [{ leaf: "", proof: "" }], signature: "",
};
type Certificate = typeof CERTIFICATE;

/** What no erasure reaches; each certificate of this format says it in these words. */
const ALWAYS_REMAINS = [
  { what: "the user ID", why: "TalkJS neither changes nor deletes one" },
  { what: "the user's messages and conversations, and what others wrote", why: "only fields are blanked" },
  { what: "backups and logs of TalkJS", why: "nobody can reach them from outside" },
];
const NO_GROUND = "the policy gives no ground";

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
  const certificate = ofKind(parseCanonical(json, "the file"), CERTIFICATE, "");
  const { subject, issuedAt } = certificate;
  if (!isTime(issuedAt)) fail("issuedAt is no time in UTC with milliseconds");
  if (!/^[0-9a-f]{64}$/.test(subject.salt)) fail("subject.salt isn't 64 hexadecimal digits");
  const leaves = certificate.evidence.map(({ leaf }, i) => decode(leaf, `evidence.${i}.leaf`));
  checkLeaves(certificate, leaves);
  checkOutcome(certificate);
  checkProofs(certificate, leaves, key);
  checkSignature(certificate, key);
  const ofUser = createHmac("sha256", Buffer.from(subject.salt, "hex")).update(userId ?? "");
  if (userId !== undefined && ofUser.digest("hex") !== subject.pseudonym) fail("it isn't about that user ID");
  return { certificate, digest: sha256(json).toString("hex") };
}

/** Step 2. Of what a leaf says beyond the certificate only the kind is known. */
function checkLeaves(certificate: Certificate, leaves: Buffer[]): void {
  const { subject, erasure, verification, run, request, remains } = certificate;
  const { appId, epoch, pseudonym } = subject;
  const { recordedAt, method, ...work } = erasure;
  const { runId, kind, policyDigest } = work;
  const { createdAt, approvedAt, approvedBy, automatic, ...plan } = run;
  const entry = { format: "scrubjay/entry@1", appId, epoch, at: recordedAt, subject: pseudonym };
  const seen = { verification: verification.method, verifiedAt: verification.verifiedAt };
  const service = { format: "scrubjay/action@1", appId, actor: "service", role: "owner", result: "done" };
  const action = { ...service, code: null, toolVersion: TEXT };
  const ofRun = { ...action, target: String(runId) };
  const planned = { ...plan, epoch, kind, policyDigest };
  const expected: object[] = [
    { ...entry, ...work, ...seen, reason: null, remaining: [] },
    { ...ofRun, action: "run.created", at: createdAt, detail: planned },
  ];
  const approval = { approvedBy, automatic };
  if (approvedAt === null) equal(approval, { approvedBy: null, automatic: null }, "run");
  else expected.push({ ...ofRun, action: "run.approved", at: approvedAt, detail: approval });
  if (approvedAt !== null) ofKind({ ...approval, approvedAt }, APPROVAL, "run");
  if (request !== null) {
    const { id, recordedAt: at, state, endedAt, ...detail } = ofKind(request, REQUEST, "request");
    const ended = { state, code: TEXT_OR_NULL, people: NUMBER, runs: NUMBERS };
    expected.push({ ...action, action: "request.received", target: id, at, detail });
    expected.push({ ...action, action: "request.ended", target: id, at: endedAt, detail: ended });
  }
  if (work.customKeys !== null) ofKind(work.customKeys, CUSTOM_KEYS, "erasure.customKeys");
  if (leaves.length !== expected.length) fail(`evidence has ${leaves.length} leaves, not ${expected.length}`);
  const said = leaves.map((leaf, i) => parseCanonical(leaf, `evidence.${i}.leaf`));
  for (const [i, leaf] of said.entries()) equal(leaf, expected[i], `evidence.${i}.leaf`);
  const { runs } = (said.at(-1) as { detail: { runs?: number[] } }).detail;
  if (request !== null && !runs?.includes(runId))
    fail(`request.ended names the runs ${show(runs)}, but the certificate is of run ${runId}`);
  const kept = plan.keeps.map(({ field, ground }) => ({ what: field, why: ground ?? NO_GROUND }));
  equal(remains, [...ALWAYS_REMAINS, ...kept], "remains");
  equal(method, work.outcome === "scrubbed" ? "overwrite" : "none needed", "erasure.method");
}

/** Step 3 */
function checkOutcome({ erasure: { outcome, fields }, verification }: Certificate): void {
  if (outcome !== "scrubbed" && outcome !== "already_blank") fail(`nobody is certified as ${show(outcome)}`);
  // A plan is read before any edit: it can only show what was blank from the start.
  const methods = ["list_page", "user", ...(outcome === "already_blank" ? ["plan"] : [])];
  const { method, verifiedAt } = verification;
  if (!methods.includes(method) || !isTime(verifiedAt))
    fail(`${outcome} isn't verified by ${show(method)} at ${show(verifiedAt)}`);
  if (fields.length > 0 !== (outcome === "scrubbed"))
    fail(`${outcome} contradicts the fields ${show(fields)}`);
}

const PROOF = /^c2sp\.org\/tlog-proof@v1\nindex (0|[1-9]\d{0,18})\n((?:\S{44}\n){0,64})\n([^]*)$/;
const CHECKPOINT = /^([^\n]+)\n(0|[1-9]\d{0,18})\n(\S{44})\n(?:[^\n]+\n)*$/;

/** Step 4 */
function checkProofs({ evidence, log }: Certificate, leaves: Buffer[], key: VerifierKey): void {
  const checkpoints = new Set<string>();
  for (const [i, { proof }] of evidence.entries()) {
    const place = `evidence.${i}.proof`;
    const [, index = "", hashes = "", note = ""] =
      PROOF.exec(proof) ?? fail(`${place} is no plain tlog-proof`);
    const { text } = openNote(note, key, place);
    const [, origin, size = "", root = ""] = CHECKPOINT.exec(text) ?? fail(`${place} has no checkpoint`);
    if (origin !== key.name) fail(`${place} is of another log: ${show(origin)}`);
    const path = (hashes.match(/\S+/g) ?? []).map((hash) => decode(hash, place));
    const leafHash = sha256(Buffer.of(0), leaves[i] ?? Buffer.of());
    if (!rootFrom(leafHash, BigInt(index), BigInt(size), path)?.equals(decode(root, place)))
      fail(`${place} doesn't lead from the leaf to the checkpoint's root`);
    if (checkpoints.add(note).size > 1) fail(`${place} has another checkpoint than the proofs before it`);
    equal(log, { origin, keyId: key.id, size: Number(size), root }, "log");
  }
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
  const { issuedAt, log, subject, erasure, verification, run, request, remains } = certificate;
  const approver = run.automatic ? `its policy (${run.approvedBy})` : run.approvedBy;
  const keys = erasure.customKeys ? `; custom keys: ${erasure.customKeys.count}` : "";
  const caveat = verification.method === "plan" ? ": read before approval; proves nothing after it" : "";
  const compared = userId === undefined ? "no user ID was compared" : "that is the user ID given";
  return [
    "VALID",
    `Whom:     pseudonym ${subject.pseudonym}, epoch ${subject.epoch}, app ${subject.appId}; ${compared}`,
    `What:     ${erasure.outcome} (${erasure.method}): ${erasure.fields.join(", ") || "no field"}${keys}`,
    `Verified: ${verification.verifiedAt} by ${verification.method}${caveat}`,
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
