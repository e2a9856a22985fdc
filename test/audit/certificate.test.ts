import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { coded } from "../support/coded.js";
import { buildCertificate } from "../../src/audit/certificate-build.js";
import { signCertificate, verifySignature } from "../../src/audit/certificate-signature.js";
import type { Certificate2 } from "../../src/audit/certificate-formats.js";
import { certificateFile, digestOf, parseCertificate } from "../../src/audit/certificate.js";
import { SigningKey } from "../../src/audit/signing-key.js";
import { remains1, remains2 } from "../../src/audit/remains.js";
import { VerifierKey } from "../../src/audit/verifier-key.js";
import {
  canonical,
  certify,
  leavesOf,
  testFacts,
  testFacts2,
  testSigner,
  type Facts,
  type JsonObject,
} from "../verifier/certificate-maker.js";

const detailOf = (leaf: JsonObject | null | undefined) => leaf?.["detail"] as JsonObject;

const NOTHING = { issuer: null, comebacks: [], look: null };

/** As the program builds it, of the same leaves and proofs as the one that the test's own maker writes. */
function built(facts: Facts) {
  const { certificate, sealed, file, vkey } = certify(facts);
  const expected = certificate as unknown as Certificate2;
  const unsigned = buildCertificate({
    leaves: leavesOf(facts).map(canonical),
    proofs: sealed.evidence.map(({ proof }) => proof),
    log: expected.log,
    salt: Buffer.from(facts.salt, "hex"),
    issuedAt: new Date(expected.issuedAt),
  });
  return { unsigned, expected, file, vkey };
}

describe("a certificate", () => {
  test.each([
    ["scrubbed, approved by a person, with a request", testFacts2()],
    ["scrubbed, approved by rule", testFacts2({ approval: "automatic" })],
    [
      "planned as blank and looked at, without approval or request",
      testFacts2({ outcome: "already_blank", approval: "none", request: false }),
    ],
    ["without approval, with a request", testFacts2({ approval: "none" })],
    ["scrubbed in part", testFacts2({ outcome: "scrubbed_in_part" })],
    [
      "all that there can be",
      testFacts2({
        rehearsal: true,
        idLooksLike: "phone",
        issuer: true,
        comeback: "erased again",
        look: true,
      }),
    ],
    ["leaves of before there was a second format", { ...testFacts(), since2: NOTHING }],
  ])("is built from what its leaves say: %s", (_, facts) => {
    const { unsigned, expected } = built(facts);
    const { issue, signature, ...rest } = expected;
    expect([issue, signature]).not.toContain(undefined);
    expect(unsigned).toEqual(rest);
  });

  test("is read from its file, and its digest is the SHA-256 of the file without the final newline", () => {
    const { file, expected } = built(testFacts());
    expect(parseCertificate(file)).toEqual(expected);
    expect(certificateFile(expected)).toBe(file.toString());
    expect(digestOf(expected)).toBe(createHash("sha256").update(file.subarray(0, -1)).digest("hex"));
  });

  test("is signed as a whole, by the log's key", () => {
    const key = SigningKey.fromSeed("log.example/one", Buffer.alloc(32, 1));
    const verifier = VerifierKey.parse(key.vkey);
    const { unsigned, expected } = built(testFacts2());
    const signed = signCertificate({ ...unsigned, issue: expected.issue }, key);
    expect(() => verifySignature(signed, verifier)).not.toThrow();
    expect(signed.signature.split("\n").slice(0, 2)).toEqual(["log.example/one", "certificate"]);
    const later = { ...signed, issuedAt: "2026-11-22T00:00:00.000Z" };
    expect(() => verifySignature(later, verifier)).toThrow(coded("CERTIFICATE_INVALID"));
    const other = SigningKey.fromSeed("log.example/one", Buffer.alloc(32, 2));
    expect(() => verifySignature(signed, VerifierKey.parse(other.vkey))).toThrow(coded("NOTE_INVALID"));
    const twice = { ...signed, signature: signed.signature + testSigner("witness").line("x\n") };
    expect(() => verifySignature(twice, verifier)).toThrow("more than one signature");
  });
});

describe("what remains", () => {
  test("is always the user ID, what was written, and TalkJS's own copies, whatever the policy keeps", () => {
    expect(remains1([])).toEqual([
      { what: "the user ID", why: "TalkJS neither changes nor deletes one" },
      {
        what: "the user's messages and conversations, and what others wrote",
        why: "only fields are blanked",
      },
      { what: "backups and logs of TalkJS", why: "nobody can reach them from outside" },
    ]);
  });

  test("are the kept fields too, in the policy's order, each with its ground or that there is none", () => {
    const keeps = [
      { field: "role", ground: "needed to route support chats" },
      { field: "locale", ground: null },
    ];
    expect(remains1(keeps).slice(3)).toEqual([
      { what: "role", why: "needed to route support chats" },
      { what: "locale", why: "the policy gives no ground" },
    ]);
  });

  test("names in the second format what the erasure didn't cover, what nobody reaches and what TalkJS kept", () => {
    const of = { keeps: [], scope: ["profile"], remaining: ["nickname"], idLooksLike: "email" };
    expect(remains2(of)).toEqual([
      {
        what: "the user ID, which looks like an e-mail address",
        why: "TalkJS neither changes nor deletes one",
      },
      {
        what: "the user's messages, files and reactions, and what others wrote",
        why: "not in the scope of this erasure: profile",
      },
      {
        what: "the user's conversations: who took part, subjects, photos and custom fields",
        why: "not in the scope of this erasure: profile",
      },
      {
        what: "the files that photo addresses led to",
        why: "only the address is blanked; whoever has kept one may still get the file",
      },
      { what: "e-mails and notifications that TalkJS has sent", why: "they lie with whoever received them" },
      { what: "drafts", why: "TalkJS keeps text that wasn't sent in the browser where it was written" },
      { what: "sessions that were open", why: "a page keeps what it shows until it is loaded anew" },
      { what: "backups and logs of TalkJS", why: "nobody can reach them from outside" },
      { what: "nickname", why: "TalkJS still had it when it was read back" },
    ]);
    const wider = remains2({ ...of, scope: ["profile", "messages", "conversations"] });
    expect(wider.map(({ what }) => what)).not.toContain(
      "the user's messages, files and reactions, and what others wrote",
    );
  });
});

describe("no certificate is built", () => {
  const changed = (change: (facts: Facts) => void, options = {}) => {
    const facts = testFacts2(options);
    change(facts);
    return () => built(facts);
  };

  test.each<[string, (entry: JsonObject) => void]>([
    ["excluded", (entry) => (entry["outcome"] = "excluded")],
    ["failed", (entry) => (entry["outcome"] = "failed")],
    ["not found", (entry) => (entry["outcome"] = "not_found")],
    ["called scrubbed, and not verified", (entry) => (entry["verification"] = null)],
    ["called scrubbed, and verified at no time", (entry) => (entry["verifiedAt"] = null)],
    ["called scrubbed, by what was planned before the edit", (entry) => (entry["verification"] = "plan")],
    ["called scrubbed, by something unknown", (entry) => (entry["verification"] = "hearsay")],
    ["called scrubbed, and something was left", (entry) => (entry["remaining"] = ["email"])],
    ["called scrubbed, for a reason", (entry) => (entry["reason"] = "NOT_CLEARED")],
    ["called scrubbed, and no field was", (entry) => (entry["fields"] = [])],
    ["called blank already, and fields were scrubbed", (entry) => (entry["outcome"] = "already_blank")],
  ])("for an erasure that is %s", (_, change) => {
    expect(changed(({ entry }) => change(entry))).toThrow(coded("CERTIFICATE_INVALID"));
  });

  test.each<[string, (facts: Facts) => void]>([
    ["of two apps", ({ entry }) => (entry["appId"] = "tOther")],
    ["of another run", ({ entry }) => (entry["runId"] = 5)],
    ["of an approval of another run", ({ approved }) => (approved!["target"] = "5")],
    ["of another policy", ({ entry }) => (entry["policyDigest"] = "sha256:0")],
    ["of another epoch", ({ entry }) => (entry["epoch"] = 2)],
    ["of a run of another kind", ({ entry }) => (entry["kind"] = "sweep")],
    ["of the end of another request", ({ request }) => (request!.ended["target"] = "another")],
    ["of a request that this run didn't work for", ({ request }) => (detailOf(request!.ended)["runs"] = [5])],
    ["of an action that somebody else did", ({ created }) => (created["actor"] = "support-desk")],
    ["of an action that was denied", ({ approved }) => (approved!["result"] = "denied")],
    ["of an action of another name", ({ created }) => (created["action"] = "run.begun")],
    ["with more in a leaf than there should be", ({ entry }) => (entry["name"] = "x")],
    ["of an unknown format", ({ entry }) => (entry["format"] = "scrubjay/entry@3")],
  ])("of evidence %s", (_, change) => {
    expect(changed(change)).toThrow(coded("CERTIFICATE_INVALID"));
  });

  test.each<[string, (leaves: Buffer[]) => Buffer[]]>([
    ["none", () => []],
    ["without the making of the run", ([entry]) => [entry!]],
    ["in another order", ([entry, created, ...rest]) => [created!, entry!, ...rest]],
    ["without the end of the request", (leaves) => leaves.slice(0, -1)],
    ["with one too many", (leaves) => [...leaves, leaves[0]!, leaves[0]!]],
    [
      "that isn't in canonical JSON",
      ([entry, ...rest]) => [Buffer.concat([entry!, Buffer.from(" ")]), ...rest],
    ],
    ["that is no JSON", ([, ...rest]) => [Buffer.from("{"), ...rest]],
    [
      "with half of a character",
      ([entry, ...rest]) => [Buffer.from(entry!.toString().replace("erasure", "\\ud800")), ...rest],
    ],
  ])("of leaves %s", (_, change) => {
    const leaves = change(leavesOf(testFacts2()).map(canonical));
    const log = certify().certificate["log"] as unknown as Certificate2["log"];
    const parts = { leaves, proofs: leaves.map(() => ""), log, salt: Buffer.alloc(32), issuedAt: new Date() };
    expect(() => buildCertificate(parts)).toThrow(coded("CERTIFICATE_INVALID"));
  });
});

describe("a file is no certificate", () => {
  const { file, certificate } = certify(testFacts2());
  const text = file.toString();

  test.each([
    ["without its final newline", text.trimEnd(), "newline"],
    ["that is empty", "", "newline"],
    ["that is no JSON", "certificate\n", "no JSON"],
    ["with spaces in it", `${JSON.stringify(certificate, null, 1)}\n`, "canonical"],
    ["with a key twice", text.replace('"epoch":3', '"epoch":3,"epoch":3'), "canonical"],
    ["with a key more", text.replace('"format":', '"extra":1,"format":'), "one of its keys"],
    ["with a key less", text.replace(/"issuedAt":"[^"]+",/, ""), "issuedAt"],
    ["of another format", text.replace("certificate@2", "certificate@3"), "format"],
    ["of the format before", text.replace("certificate@2", "certificate@1"), "subject"],
    ["larger than any", `${text.trimEnd()}${" ".repeat(1024 * 1024)}\n`, "1 MiB"],
  ])("%s", (_, content, reason) => {
    expect(() => parseCertificate(Buffer.from(content))).toThrow(reason);
  });

  test("that isn't UTF-8", () => {
    const bytes = Buffer.from(file);
    bytes[bytes.indexOf("support-desk")] = 0xff;
    expect(() => parseCertificate(bytes)).toThrow("canonical");
  });
});
