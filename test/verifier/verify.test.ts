import { createHash, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { verifyCertificate } from "../../src/verifier/verify.js";
import {
  auditPath,
  canonical,
  certify,
  checkpointText,
  fileOf,
  leavesOf,
  sealed,
  signedBy,
  testCertificate,
  testFacts,
  testSigner,
  tlogProof,
  treeHash,
  USER_ID,
  type Facts,
  type Json,
  type JsonObject,
} from "./certificate-maker.js";

const detailOf = (leaf: JsonObject | null | undefined) => leaf?.["detail"] as JsonObject;

for (const outcome of ["scrubbed", "already_blank"] as const) {
  for (const approval of ["person", "automatic", "none"] as const) {
    for (const request of [true, false]) {
      test(`a certificate is valid: ${outcome}, approval: ${approval}, ${request ? "with" : "without"} a request`, () => {
        const { file, vkey, certificate } = certify(testFacts({ outcome, approval, request }));
        const verified = verifyCertificate(file, vkey, USER_ID);
        expect(verified.certificate).toEqual(certificate);
        expect(verifyCertificate(file, vkey)).toEqual(verified);
      });
    }
  }
}

test("a certificate is valid wherever its leaves are in trees of any size", () => {
  const facts = testFacts({ approval: "none", request: false });
  const signer = testSigner();
  for (let before = 0; before <= 9; before += 1) {
    for (let after = 0; after <= 9; after += 1) {
      const { file, vkey } = certify(facts, signer, { before, after, apart: (before + after) % 3 });
      expect(verifyCertificate(file, vkey).certificate.log.size).toBeGreaterThanOrEqual(2);
    }
  }
});

/** A log too large to make: its 8 first or last leaves are real, everything else is random hashes beside the path. */
function hugeLog(height: number, end: "first" | "last") {
  const [facts, signer] = [testFacts(), testSigner()];
  const ours = leavesOf(facts).map(canonical);
  const leaves = [...ours, ...Array.from({ length: 8 - ours.length }, () => randomBytes(9))];
  const siblings = Array.from({ length: height - 3 }, () => randomBytes(32));
  // An inner node is hashed like a leaf of two hashes, but with a prefix of its own (RFC 6962 §2.1).
  const node = (left: Buffer, right: Buffer) =>
    createHash("sha256").update(Buffer.of(1)).update(left).update(right).digest();
  const root = siblings.reduce(
    (hash, other) => (end === "first" ? node(hash, other) : node(other, hash)),
    treeHash(leaves),
  );
  const size = 2n ** BigInt(height);
  const checkpoint = signer.note(checkpointText(signer.name, size, root));
  const first = end === "first" ? 0n : size - 8n;
  const evidence = ours.map((leaf, i) => ({
    leaf: leaf.toString("base64"),
    proof: tlogProof(first + BigInt(i), [...auditPath(i, leaves), ...siblings], checkpoint),
  }));
  const log = { origin: signer.name, keyId: signer.keyId, size: Number(size), root: root.toString("base64") };
  return { file: fileOf(testCertificate(facts, { signer, log, evidence })), vkey: signer.vkey };
}

test("sizes and indexes beyond 32 bits are exact", () => {
  for (const end of ["first", "last"] as const) {
    const { file, vkey } = hugeLog(40, end);
    expect(verifyCertificate(file, vkey, USER_ID).certificate.log.size).toBe(2 ** 40);
  }
});

test("a certificate is about one user ID only", () => {
  const { file, vkey } = certify();
  for (const other of ["user-0002", "", `${USER_ID} `, USER_ID.toUpperCase()]) {
    expect(() => verifyCertificate(file, vkey, other)).toThrow("it isn't about that user ID");
  }
});

test("another salt is found with the user ID, and without it by the certificate's signature", () => {
  const { certificate, signer, vkey } = certify();
  const subject = { ...(certificate["subject"] as JsonObject), salt: randomBytes(32).toString("hex") };
  const exchanged = { ...certificate, subject };
  expect(() => verifyCertificate(fileOf(exchanged), vkey)).toThrow("signature is over something else");
  const signedAnew = fileOf(signedBy(signer, exchanged));
  expect(() => verifyCertificate(signedAnew, vkey, USER_ID)).toThrow("it isn't about that user ID");
});

test("the time of issue is covered by the certificate's signature", () => {
  const { certificate, vkey } = certify();
  const later = { ...certificate, issuedAt: "2026-11-22T12:00:00.000Z" };
  expect(() => verifyCertificate(fileOf(later), vkey)).toThrow("signature is over something else");
});

test("a signature over another certificate of the same log doesn't count", () => {
  const [one, other] = [certify(), certify(testFacts({ request: false }))];
  const signer = testSigner();
  const swapped = {
    ...certify(one.facts, signer).certificate,
    signature: certify(other.facts, signer).certificate["signature"] ?? null,
  };
  expect(() => verifyCertificate(fileOf(swapped), signer.vkey)).toThrow("signature is over something else");
});

test("a checkpoint of the log doesn't count as a certificate's signature", () => {
  const { certificate, signer, vkey } = certify();
  const checkpoint = signer.note(checkpointText(signer.name, 1, randomBytes(32)));
  expect(() => verifyCertificate(fileOf({ ...certificate, signature: checkpoint }), vkey)).toThrow(
    "signature is over something else",
  );
});

test("the certificate's signature is one: neither a second one of the key nor anybody else's can be added", () => {
  const { certificate, signer, vkey } = certify();
  const signature = certificate["signature"] as string;
  const text = signature.slice(0, signature.indexOf("\n\n") + 1);
  for (const other of [signer, testSigner("scrubjay/somebody")]) {
    const twice = { ...certificate, signature: signature + other.line(text) };
    expect(() => verifyCertificate(fileOf(twice), vkey)).toThrow("signature has more than one signature");
  }
});

test("witnesses may have signed the checkpoint too", () => {
  const { certificate, signer, vkey, sealed: inLog } = certify();
  const text = checkpointText(
    signer.name,
    Number(inLog.log["size"]),
    Buffer.from(inLog.log["root"] as string, "base64"),
  );
  const witness = testSigner("witness.example");
  // A witness's own key may carry the log's name: name and key ID together tell a key.
  for (const lines of [[witness], [witness, testSigner(signer.name)]].map((keys) =>
    keys.map((key) => key.line(text)),
  )) {
    const evidence = inLog.evidence.map(({ leaf, proof }) => ({ leaf, proof: proof + lines.join("") }));
    const witnessed = fileOf(signedBy(signer, { ...certificate, evidence }));
    expect(verifyCertificate(witnessed, vkey, USER_ID).certificate.evidence).toEqual(evidence);
  }
});

test("another key of the same name is refused, and so is a log that somebody made with it", () => {
  const { file } = certify();
  const impostor = testSigner();
  expect(() => verifyCertificate(file, impostor.vkey)).toThrow(
    /^evidence\.0\.proof isn't signed by the verifier key/,
  );
  const forged = certify(testFacts(), impostor);
  expect(() => verifyCertificate(forged.file, certify().vkey)).toThrow("isn't signed by the verifier key");
});

test("a key that has the log's name and key ID, but other bytes, finds bad signatures", () => {
  const { certificate, vkey, signer, sealed: inLog } = certify();
  const attacker = testSigner(signer.name);
  const id = Buffer.from(signer.keyId, "hex");
  // An attacker can put any key ID before a signature.
  const note = (text: string) =>
    attacker.note(text).replace(/\S+\n$/, (base64) => {
      const bytes = Buffer.from(base64, "base64");
      return `${Buffer.concat([id, bytes.subarray(4)]).toString("base64")}\n`;
    });
  const disguised = { ...attacker, keyId: signer.keyId, note };
  const { facts } = certify();
  const forged = testCertificate(facts, sealed(leavesOf(facts), disguised));
  expect(() => verifyCertificate(fileOf(forged), vkey)).toThrow("evidence.0.proof has a bad signature");
  const resigned = signedBy(disguised, { ...certificate, evidence: inLog.evidence });
  expect(() => verifyCertificate(fileOf(resigned), vkey)).toThrow("signature has a bad signature");
});

test("a log of another origin is refused, although the key has signed its checkpoint", () => {
  const { facts, signer, vkey } = certify();
  const elsewhere = {
    ...signer,
    note: (text: string) => signer.note(text.replace(signer.name, "scrubjay/elsewhere")),
  };
  const moved = testCertificate(facts, sealed(leavesOf(facts), elsewhere));
  expect(() => verifyCertificate(fileOf(moved), vkey)).toThrow(
    'evidence.0.proof is of another log: "scrubjay/elsewhere"',
  );
});

test("proofs against two checkpoints of one log are refused, although each of them holds", () => {
  const { facts, certificate, signer, vkey } = certify();
  const leaves = leavesOf(facts).map(canonical);
  const at = (size: number, index: number) => {
    const tree = [...leaves, ...Array.from({ length: 9 }, (_, i) => Buffer.of(i))].slice(0, size);
    const root = treeHash(tree);
    const proof = tlogProof(
      index,
      auditPath(index, tree),
      signer.note(checkpointText(signer.name, size, root)),
    );
    const log = { origin: signer.name, keyId: signer.keyId, size, root: root.toString("base64") };
    return { log, item: { leaf: leaves[index]?.toString("base64") ?? "", proof } };
  };
  const evidence = leaves.map((_, index) => at(index === 3 ? 14 : 9, index).item);
  const mixed = signedBy(signer, { ...certificate, log: at(9, 0).log, evidence });
  expect(() => verifyCertificate(fileOf(mixed), vkey)).toThrow(
    "evidence.3.proof has another checkpoint than the proofs before it",
  );
});

const PROOFS: [string, (proof: string) => string, string][] = [
  ["of another version", (proof) => proof.replace("@v1", "@v2"), "is no plain tlog-proof"],
  ["with extra data", (proof) => proof.replace("index", "extra eA==\nindex"), "is no plain tlog-proof"],
  ["with a zero before its index", (proof) => proof.replace("index ", "index 0"), "is no plain tlog-proof"],
  ["with a sign before its index", (proof) => proof.replace("index ", "index +"), "is no plain tlog-proof"],
  [
    "of the next index",
    (proof) => proof.replace(/index (\d+)/, (_, i) => `index ${Number(i) + 1}`),
    "doesn't lead",
  ],
  ["of an index beyond the tree", (proof) => proof.replace(/index \d+/, "index 999999"), "doesn't lead"],
  [
    "of an index that wraps around 64 bits",
    (proof) => proof.replace(/index (\d+)/, (_, i) => `index ${2n ** 63n + BigInt(i as string)}`),
    "doesn't lead",
  ],
  ["that lacks a hash", (proof) => proof.replace(/(index \d+\n)\S+\n/, "$1"), "doesn't lead"],
  ["with a hash too many", (proof) => proof.replace("\n\n", `\n${"A".repeat(43)}=\n\n`), "doesn't lead"],
  [
    "with thousands of hashes",
    (proof) => proof.replace("\n\n", `\n${`${"A".repeat(43)}=\n`.repeat(3000)}\n`),
    "is no plain tlog-proof",
  ],
  [
    "with a hash in improper base64",
    (proof) => proof.replace(/(index \d+\n\S{42})\S=/, "$1B="),
    "isn't proper base64",
  ],
  ["with Windows line ends", (proof) => proof.replaceAll("\n", "\r\n"), "is no plain tlog-proof"],
  ["without a checkpoint", (proof) => proof.slice(0, proof.indexOf("\n\n") + 2), "has no signed note"],
  [
    "with an unsigned checkpoint",
    (proof) => proof.slice(0, proof.lastIndexOf("—")),
    "isn't signed by the verifier key",
  ],
  ["with a signature line without an end", (proof) => proof.slice(0, -1), "has no signed note"],
  ["with a hyphen for the dash", (proof) => proof.replace("—", "-"), "has a broken signature"],
  ["with a control character", (proof) => `${proof.slice(0, -1)}\u0007\n`, "has no signed note"],
  ["with an empty line at its end", (proof) => `${proof}\n`, "isn't signed by the verifier key"],
];

for (const [name, change, reason] of PROOFS) {
  test(`a proof ${name} is refused`, () => {
    const { certificate, signer, vkey, sealed: inLog } = certify();
    const evidence = inLog.evidence.map(({ leaf, proof }) => ({ leaf, proof: change(proof) }));
    const changed = fileOf(signedBy(signer, { ...certificate, evidence }));
    expect(() => verifyCertificate(changed, vkey)).toThrow(`evidence.0.proof ${reason}`);
  });
}

const CHECKPOINTS: [string, (text: string) => string][] = [
  ["of two lines", (text) => text.split("\n").slice(0, 2).join("\n") + "\n"],
  ["with a zero before its size", (text) => text.replace("\n", "\n0")],
  ["with a size that is no number", (text) => text.replace("\n", "\nx")],
  ["with a root of another length", (text) => text.replace(/\S{8}=\n$/, "=\n")],
  ["with an empty line", (text) => `${text}\nmore\n`],
];

for (const [name, change] of CHECKPOINTS) {
  test(`a checkpoint ${name} is refused, although it is signed`, () => {
    const { facts, signer, vkey } = certify();
    const changing = { ...signer, note: (text: string) => signer.note(change(text)) };
    const certificate = testCertificate(facts, sealed(leavesOf(facts), changing));
    expect(() => verifyCertificate(fileOf(certificate), vkey)).toThrow("evidence.0.proof has no checkpoint");
  });
}

test("a checkpoint may have extension lines", () => {
  const { facts, signer, vkey } = certify();
  const extended = { ...signer, note: (text: string) => signer.note(`${text}extension\n`) };
  const certificate = signedBy(signer, testCertificate(facts, sealed(leavesOf(facts), extended)));
  expect(verifyCertificate(fileOf(certificate), vkey).certificate.issuedAt).toBe(certificate["issuedAt"]);
});

type Change = (facts: Facts) => void;
const CONTRADICTIONS: [string, Change, string][] = [
  [
    "a run's leaf of another run",
    ({ created }) => (created["target"] = "8"),
    'evidence.1.leaf.target is "8"',
  ],
  [
    "an approval of another run",
    ({ approved }) => approved && (approved["target"] = "8"),
    'evidence.2.leaf.target is "8"',
  ],
  [
    "a run under another policy",
    ({ created }) => (detailOf(created)["policyDigest"] = "sha256:00"),
    "evidence.1.leaf.detail.policyDigest is",
  ],
  [
    "a run of another kind",
    ({ created }) => (detailOf(created)["kind"] = "sweep"),
    'evidence.1.leaf.detail.kind is "sweep"',
  ],
  [
    "a run of another epoch",
    ({ created }) => (detailOf(created)["epoch"] = 4),
    "evidence.1.leaf.detail.epoch is 4",
  ],
  [
    "a run of another app",
    ({ created }) => (created["appId"] = "tOther01"),
    'evidence.1.leaf.appId is "tOther01"',
  ],
  [
    "an approval of another app",
    ({ approved }) => approved && (approved["appId"] = "tOther01"),
    'evidence.2.leaf.appId is "tOther01"',
  ],
  [
    "a request of another app",
    ({ request }) => request && (request.received["appId"] = "tOther01"),
    'evidence.3.leaf.appId is "tOther01"',
  ],
  [
    "another request's end",
    ({ request }) => request && (request.ended["target"] = "00000000-0000-4000-8000-000000000002"),
    "evidence.4.leaf.target is",
  ],
  [
    "a request of other runs",
    ({ request }) => (detailOf(request?.ended)["runs"] = [5, 77]),
    "request.ended names the runs [5,77]",
  ],
  [
    "a request of runs in text",
    ({ request }) => (detailOf(request?.ended)["runs"] = "7"),
    'evidence.4.leaf.detail.runs is "7"',
  ],
  [
    "a leaf that no service wrote",
    ({ created }) => (created["actor"] = "cli"),
    'evidence.1.leaf.actor is "cli"',
  ],
  [
    "a leaf of what was only asked for",
    ({ created }) => (created["result"] = "allowed"),
    'evidence.1.leaf.result is "allowed"',
  ],
  [
    "a leaf of another format",
    ({ created }) => (created["format"] = "scrubjay/action@2"),
    "evidence.1.leaf.format is",
  ],
  [
    "a leaf with a key too many",
    ({ entry }) => (entry["extra"] = null),
    "evidence.0.leaf.extra|erasure.extra",
  ],
  [
    "an outcome that is none of erasure",
    ({ entry }) => Object.assign(entry, { outcome: "excluded", fields: [] }),
    'nobody is certified as "excluded"',
  ],
  ["an erasure that failed", ({ entry }) => (entry["outcome"] = "failed"), 'nobody is certified as "failed"'],
  ["nobody found", ({ entry }) => (entry["outcome"] = "not_found"), 'nobody is certified as "not_found"'],
  [
    "a scrub seen by the plan only",
    ({ entry }) => (entry["verification"] = "plan"),
    'scrubbed isn\'t verified by "plan"',
  ],
  [
    "a verification of an unknown kind",
    ({ entry }) => (entry["verification"] = "hope"),
    'scrubbed isn\'t verified by "hope"',
  ],
  ["a verification at no time", ({ entry }) => (entry["verifiedAt"] = "yesterday"), 'at "yesterday"'],
  [
    "no verification",
    ({ entry }) => (entry["verification"] = null),
    "verification.method is null, not a string",
  ],
  [
    "no time of verification",
    ({ entry }) => (entry["verifiedAt"] = null),
    "verification.verifiedAt is null, not a string",
  ],
  ["fields that remain", ({ entry }) => (entry["remaining"] = ["email"]), "evidence.0.leaf.remaining.0"],
  [
    "a reason why not",
    ({ entry }) => (entry["reason"] = "NOT_CLEARED"),
    'evidence.0.leaf.reason is "NOT_CLEARED"',
  ],
  ["a scrub of nothing", ({ entry }) => (entry["fields"] = []), "scrubbed contradicts the fields []"],
  [
    "custom keys of another shape",
    ({ entry }) => (entry["customKeys"] = { count: 1 }),
    "erasure.customKeys.form is missing",
  ],
];

for (const [name, change, reason] of CONTRADICTIONS) {
  test(`${name} is refused, although all of it is in the log`, () => {
    const facts = testFacts();
    change(facts);
    const { file, vkey } = certify(facts);
    expect(() => verifyCertificate(file, vkey, USER_ID)).toThrow(
      new RegExp(reason.replace(/[.[\]]/g, "\\$&")),
    );
  });
}

test("a blank user's certificate that names blanked fields is refused", () => {
  const facts = testFacts({ outcome: "already_blank" });
  facts.entry["fields"] = ["email"];
  const { file, vkey } = certify(facts);
  expect(() => verifyCertificate(file, vkey)).toThrow('already_blank contradicts the fields ["email"]');
});

test("evidence of another number or order is refused", () => {
  const facts = testFacts();
  const leaves = leavesOf(facts);
  const [entry = {}, created = {}, approved = {}, received = {}, ended = {}] = leaves;
  const signer = testSigner();
  const orders: [Json[], RegExp][] = [
    [[], /has only 0 leaves/],
    [[entry], /has only 1 leaves/],
    [[entry, created, received, ended], /evidence\.2\.leaf\./],
    [[...leaves, created], /has 6 leaves, not 5/],
    [[created, entry, approved, received, ended], /evidence\.0\.leaf\./],
    [[entry, created, approved, ended, received], /evidence\.3\.leaf\./],
    [[entry, entry, approved, received, ended], /evidence\.1\.leaf\./],
  ];
  for (const [order, reason] of orders) {
    const inLog = sealed(leaves, signer);
    const evidence = order.flatMap((leaf) => inLog.evidence[leaves.indexOf(leaf as JsonObject)] ?? []);
    const file = fileOf(testCertificate(facts, { ...inLog, evidence }));
    expect(() => verifyCertificate(file, signer.vkey)).toThrow(reason);
  }
});

const FILES: [string, (text: string) => string | Buffer, string][] = [
  ["with a space", (text) => text.replace(",", ", "), "isn't canonical JSON"],
  ["with two newlines at its end", (text) => `${text}\n`, "isn't canonical JSON"],
  ["with Windows line ends", (text) => text.replace("\n", "\r\n"), "isn't canonical JSON"],
  ["with a byte order mark", (text) => `\ufeff${text}`, "is no JSON"],
  [
    "with a key twice",
    (text) => text.replace('"attempts":2', '"attempts":1,"attempts":2'),
    "isn't canonical JSON",
  ],
  [
    "with its keys in another order",
    (text) => `${JSON.stringify({ signature: 1, ...(JSON.parse(text) as object) })}\n`,
    "isn't canonical JSON",
  ],
  [
    "with another spelling of a number",
    (text) => text.replace('"attempts":2', '"attempts":2.0'),
    "isn't canonical JSON",
  ],
  [
    "with another spelling of a letter",
    (text) => text.replace('"gdpr"', '"\\u0067dpr"'),
    "isn't canonical JSON",
  ],
  [
    "with half of a Unicode character",
    (text) => text.replace('"gdpr"', '"\\ud800"'),
    "half of a Unicode character",
  ],
  [
    "with bytes that are no UTF-8",
    (text) =>
      Buffer.concat([
        Buffer.from(text.replace(/gdpr.*/s, "gdp")),
        Buffer.of(0xff),
        Buffer.from(text.replace(/^.*gdpr/s, "")),
      ]),
    "isn't canonical JSON",
  ],
  [
    "nested without end",
    () => `${"[".repeat(200_000)}${"]".repeat(200_000)}\n`,
    "nested deeper than any certificate",
  ],
  ["of more than a megabyte", (text) => `${" ".repeat(1024 * 1024)}${text}`, "larger than 1 MiB"],
  ["of nothing", () => "", "doesn't end in a newline"],
  ["of null", () => "null\n", "the file is null"],
  ["of a list", () => "[]\n", "format is missing"],
];

for (const [name, change, reason] of FILES) {
  test(`a file ${name} is refused`, () => {
    const { file, vkey } = certify();
    const changed = Buffer.from(change(file.toString()));
    expect(changed.equals(file)).toBe(false);
    expect(() => verifyCertificate(changed, vkey)).toThrow(reason);
  });
}

test("a leaf that isn't canonical is refused, although it is in the log", () => {
  const { certificate, signer, vkey } = certify();
  const evidence = (certificate["evidence"] as { leaf: string; proof: string }[]).map(({ leaf, proof }) => ({
    leaf: Buffer.from(` ${Buffer.from(leaf, "base64").toString()}`).toString("base64"),
    proof,
  }));
  expect(() => verifyCertificate(fileOf(signedBy(signer, { ...certificate, evidence })), vkey)).toThrow(
    "evidence.0.leaf isn't canonical JSON",
  );
});

test("text in base64 that isn't the usual text for its bytes is refused", () => {
  const { certificate, signer, vkey, sealed: inLog } = certify();
  for (const respell of [
    (leaf: string) => `${leaf}\n`,
    (leaf: string) => leaf.replace(/=+$/, ""),
    (leaf: string) => `${leaf.slice(0, 8)} ${leaf.slice(8)}`,
  ]) {
    const evidence = inLog.evidence.map(({ leaf, proof }) => ({ leaf: respell(leaf), proof }));
    if (evidence[0]?.leaf === inLog.evidence[0]?.leaf && evidence[1]?.leaf === inLog.evidence[1]?.leaf)
      continue;
    expect(() => verifyCertificate(fileOf(signedBy(signer, { ...certificate, evidence })), vkey)).toThrow(
      /evidence\.\d\.leaf isn't proper base64/,
    );
  }
});

test("a verifier key is refused that is broken, of another kind, or contradicts its key ID", () => {
  const { file, vkey, signer } = certify();
  const [name = "", id = ""] = vkey.split("+");
  const keys: [string, string][] = [
    ["", "no verifier key of Ed25519"],
    ["scrubjay", "no verifier key of Ed25519"],
    [vkey.slice(0, -1), "no verifier key of Ed25519"],
    [`${vkey}x`, "no verifier key of Ed25519"],
    [vkey.replace(`+${id}+`, "+ABCDEF12+"), "no verifier key of Ed25519"],
    [`${name}+${id}+${Buffer.alloc(33, 2).toString("base64")}`, "no verifier key of Ed25519"],
    [`${name}+${id}+${Buffer.alloc(33, 1).toString("base64")}`, "contradicts its own key ID"],
    [vkey.replace(signer.name, "scrubjay/elsewhere"), "contradicts its own key ID"],
    [vkey.replace(`+${id}+`, "+00000000+"), "contradicts its own key ID"],
  ];
  for (const [key, reason] of keys) expect(() => verifyCertificate(file, key), key).toThrow(reason);
});

test("a reason shows nothing of a file that could steer a terminal", () => {
  const facts = testFacts();
  facts.entry["outcome"] = "\u001b[2Jscrubbed\u202e\u2028\u0085";
  const { file, vkey } = certify(facts);
  expect(() => verifyCertificate(file, vkey)).toThrow(
    /^nobody is certified as "\\u001b\[2Jscrubbed\\u\{202e\}\\u\{2028\}\\u\{85\}"$/,
  );
});

const source = readFileSync(new URL("../../src/verifier/verify.ts", import.meta.url), "utf8");

test("the verifier imports nothing but two modules of Node", () => {
  const imported = [...source.matchAll(/^import .* from "(.+)";$/gm)].map(([, name]) => name);
  expect(imported).toEqual(["node:crypto", "node:fs"]);
  expect(source).not.toMatch(/\b(import|require)\s*\(|process\.binding|\bfetch\b/);
});

test("the verifier can be read in a quarter of an hour: at most 460 lines, without its comments and blank lines", () => {
  const code = source.split("\n").filter((line) => !/^\s*($|\/\/|\/?\*)/.test(line));
  expect(code.length).toBeLessThanOrEqual(460);
  expect(Math.max(...code.map((line) => line.length))).toBeLessThanOrEqual(125);
});
