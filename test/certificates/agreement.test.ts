import { describe, expect, test } from "vitest";
import { sized } from "../support/size.js";
import {
  certify,
  fileOf,
  issuedBy,
  leavesOf,
  sealed,
  signedBy,
  testCertificate,
  testFacts,
  testFacts2,
  testSigner,
  USER_ID,
  type Facts,
  type TestSigner,
  type Json,
  type JsonObject,
} from "../verifier/certificate-maker.js";
import { everyChange } from "../verifier/changes.js";
import { verdictsOn } from "./verdicts.js";

const FEW = { before: 3, after: 3, apart: 0 };

const FARTHEST_APART = {
  "a scrubbed user, with a request": testFacts(),
  "a blank user, without a request or an approval": testFacts({
    outcome: "already_blank",
    approval: "none",
    request: false,
  }),
};
const SEEN_BLANK = { place: "public_profile", erased: 0, remaining: 0, reason: null };
const LOOKED_AT = { outcome: "already_blank", approval: "none", request: false } as const;
const SECOND = {
  "format 2, of a user who was erased again, with all that there can be": testFacts2({
    ...{ rehearsal: true, idLooksLike: "email", issuer: true, comeback: "erased again", look: true },
  }),
  "format 2, of a user who was only planned, and looked at": testFacts2(LOOKED_AT),
  "format 2, of a user who was scrubbed in part": testFacts2({ outcome: "scrubbed_in_part" }),
  "format 2, of a user whom a second witness saw blank": testFacts2({ witness: [SEEN_BLANK] }),
};
const SHAPES = sized<Record<string, Facts>>(
  { ...FARTHEST_APART, ...SECOND },
  {
    ...FARTHEST_APART,
    ...SECOND,
    "format 2, of a user who came back and is gone": testFacts2({
      comeback: "looked at",
      idLooksLike: "phone",
    }),
    "a scrubbed user, approved by rule": testFacts({ approval: "automatic" }),
  },
);

describe.each(Object.entries(SHAPES))("two verifiers of a certificate of %s", (_, facts) => {
  const { certificate, vkey, signer, file } = certify(facts, undefined, FEW);

  test("take it, and refuse it for another user ID or under another key", () => {
    expect(verdictsOn(file, vkey, USER_ID).isValid).toBe(true);
    expect(verdictsOn(file, vkey).isValid).toBe(true);
    expect(verdictsOn(file, vkey, `${USER_ID}2`).reasons).toEqual(
      Array(2).fill("it isn't about that user ID"),
    );
    expect(verdictsOn(file, testSigner(signer.name).vkey).isValid).toBe(false);
    expect(verdictsOn(file, testSigner("another/log").vkey).isValid).toBe(false);
  });

  test("refuse every change to it", () => {
    for (const { path, what, changed } of everyChange(certificate))
      expect(verdictsOn(fileOf(changed), vkey, undefined, `${path} ${what}`).isValid, `${path} ${what}`).toBe(
        false,
      );
  });

  test("refuse every change to what the log says, although the log's key signed the change", () => {
    for (const { path, what, changed } of everyChange(certificate)) {
      if (!isObject(changed) || path.startsWith("signature")) continue;
      // Nothing but the signature vouches for the time of issue, or for the salt unless somebody has the user ID.
      const stands = ["issuedAt", "subject.salt"].includes(path);
      // Of format 2 the log has issued the change too.
      const anew = "issue" in changed && !path.startsWith("issue") ? issuedBy : signedBy;
      const { isValid } = verdictsOn(fileOf(anew(signer, changed)), vkey, USER_ID, `${path} ${what}`);
      if (!stands) expect(isValid, `${path} ${what}`).toBe(false);
    }
  });

  test("agree on leaves that the log never held, whatever is sealed and certified", () => {
    for (const { name, changed } of changedFacts(facts)) {
      const certified = certifiedOrNot(changed, signer);
      if (certified) verdictsOn(fileOf(certified), vkey, undefined, name);
    }
  });
});

test("two verifiers refuse what a stolen key signed and the log never issued", () => {
  const { certificate, vkey, signer } = certify(testFacts2(), undefined, FEW);
  const other = certify(testFacts2({ request: false }), signer, FEW).certificate;
  const later = { ...certificate, issuedAt: "2026-12-24T12:00:00.000Z" };
  expect(verdictsOn(fileOf(issuedBy(signer, later)), vkey, USER_ID).isValid).toBe(true);
  for (const issue of [certificate["issue"], other["issue"]]) {
    const forged = fileOf(signedBy(signer, { ...later, issue: issue ?? null }));
    const { isValid, reasons } = verdictsOn(forged, vkey, USER_ID);
    expect(isValid).toBe(false);
    for (const reason of reasons) expect(reason).toMatch(/issue/);
  }
  const bare = Object.fromEntries(Object.entries(later).filter(([key]) => key !== "issue"));
  expect(verdictsOn(fileOf(signedBy(signer, bare)), vkey, USER_ID).isValid).toBe(false);
});

test.each<[string, JsonObject[]]>([
  ["saw something", [{ ...SEEN_BLANK, remaining: 1 }]],
  ["erased something", [{ ...SEEN_BLANK, erased: 1 }]],
  ["had a reason", [{ ...SEEN_BLANK, reason: "WITNESS_SAW" }]],
  ["looked twice", [SEEN_BLANK, SEEN_BLANK]],
])("two verifiers refuse a certificate of an entry whose second witness %s", (_, witness) => {
  const { file, vkey } = certify(testFacts2({ witness }), undefined, FEW);
  expect(verdictsOn(file, vkey).isValid).toBe(false);
  const elsewhere = certify(testFacts2({ witness: [{ ...SEEN_BLANK, place: "messages" }] }), undefined, FEW);
  expect(verdictsOn(elsewhere.file, elsewhere.vkey).isValid).toBe(true);
});

test("two verifiers refuse a certificate that claims a second witness of which its entry says nothing", () => {
  const { certificate, signer, vkey } = certify(testFacts2(), undefined, FEW);
  const erasure = certificate["erasure"] as JsonObject;
  const claims = { ...certificate, erasure: { ...erasure, places: [SEEN_BLANK] } };
  expect(verdictsOn(fileOf(issuedBy(signer, claims)), vkey).isValid).toBe(false);
});

const isObject = (value: Json): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** One change at a time to what a log says. */
function* changedFacts(facts: Facts): Generator<{ name: string; changed: Facts }> {
  for (const { path, what, changed } of everyChange(facts as unknown as JsonObject))
    if (isObject(changed)) yield { name: `${path} ${what}`, changed: changed as unknown as Facts };
}

/** Some changes leave nothing that a certificate could be made of. */
function certifiedOrNot(facts: Facts, signer: ReturnType<typeof testSigner>): JsonObject | undefined {
  try {
    return testCertificate(facts, sealed(leavesOf(facts), signer, FEW));
  } catch {
    return undefined;
  }
}

/** Changes to the text of every proof, with the checkpoint in it; the log's key signs what has become of it. */
type Forge = (signer: TestSigner, parts: { head: string; text: string; lines: string }) => string;

const joined = ({ head, text, lines }: { head: string; text: string; lines: string }) =>
  `${head}\n${text}\n${lines}`;
const resigned =
  (change: (text: string) => string): Forge =>
  (signer, parts) => {
    const text = change(parts.text);
    return joined({ ...parts, text, lines: signer.line(text) });
  };
const withHead =
  (change: (head: string) => string): Forge =>
  (_, parts) =>
    joined({ ...parts, head: change(parts.head) });
const withLines =
  (change: (lines: string, text: string, signer: TestSigner) => string): Forge =>
  (signer, parts) =>
    joined({ ...parts, lines: change(parts.lines, parts.text, signer) });
const witness = testSigner("witness/one");

const FORGES: Record<string, Forge> = {
  "an extension line": resigned((text) => `${text}extension\n`),
  "an empty extension line": resigned((text) => `${text}\n`),
  "an empty line and an extension": resigned((text) => `${text}\nextension\n`),
  "a control character": resigned((text) => `${text}tab\there\n`),
  "a carriage return": resigned((text) => text.replaceAll("\n", "\r\n")),
  "a delete character": resigned((text) => `${text}\u007f\n`),
  "a character of C1": resigned((text) => `${text}\u0085\n`),
  "another origin": resigned((text) => text.replace(/^.*/, "another/log")),
  "a size with a zero before": resigned((text) => text.replace(/\n(\d+)\n/, "\n0$1\n")),
  "a size beyond 2^53": resigned((text) => text.replace(/\n(\d+)\n/, "\n9007199254740993\n")),
  "a size beyond 2^63": resigned((text) => text.replace(/\n(\d+)\n/, "\n9223372036854775809\n")),
  "a root of 31 bytes": resigned((text) =>
    text.replace(/\n\S{44}\n/, `\n${Buffer.alloc(31).toString("base64")}\n`),
  ),
  "a root that isn't base64": resigned((text) => text.replace(/\n\S{44}\n/, `\n${"!".repeat(44)}\n`)),
  "no root": resigned((text) => text.replace(/\n\S{44}\n/, "\n")),
  "extra data": withHead((head) => head.replace("\nindex", "\nextra AAAA\nindex")),
  "empty extra data": withHead((head) => head.replace("\nindex", "\nextra \nindex")),
  "an index with a zero before": withHead((head) => head.replace("index ", "index 0")),
  "a negative index": withHead((head) => head.replace("index ", "index -")),
  "an index beyond 2^53": withHead((head) => head.replace(/index \d+/, "index 9007199254740993")),
  "a hash less": withHead((head) => head.replace(/\S{44}\n$/, "")),
  "a hash more": withHead((head) => `${head}${Buffer.alloc(32).toString("base64")}\n`),
  "a hash that isn't base64": withHead((head) => `${head}${"*".repeat(44)}\n`),
  "seventy hashes": withHead((head) => head + `${Buffer.alloc(32).toString("base64")}\n`.repeat(70)),
  "another version": withHead((head) => head.replace("@v1", "@v2")),
  "a carriage return before the checkpoint": withHead((head) => `${head}\r`),
  "no signature": withLines(() => ""),
  "no line's end": withLines((lines) => lines.trimEnd()),
  "a line more": withLines((lines) => `${lines}\n`),
  "a line that is no signature": withLines((lines) => `${lines}signed\n`),
  "a hyphen for the dash": withLines((lines) => lines.replace("—", "-")),
  "the same signature twice": withLines((lines) => lines + lines),
  "a witness's signature too": withLines((lines, text) => lines + witness.line(text)),
  "a witness's signature before": withLines((lines, text) => witness.line(text) + lines),
  "a witness's signature alone": withLines((_, text) => witness.line(text)),
  "a bad signature of a witness": withLines((lines) => lines + witness.line("else\n")),
  "a bad signature of the log beside a good one": withLines(
    (lines, _, signer) => lines + signer.line("else\n"),
  ),
  "a signature without bytes": withLines((lines) => `${lines}— x AAAAAA==\n`),
  "a signature that isn't base64": withLines((lines) => `${lines}— x !!!!!!!!\n`),
  "a name with a plus": withLines((lines) => lines + witness.line("x\n").replace("witness", "wit+ness")),
  "a name with a space": withLines((lines) => lines + witness.line("x\n").replace("witness", "wit ness")),
  "a name with a wide space": withLines(
    (lines) => lines + witness.line("x\n").replace("witness", "wit\u2003ness"),
  ),
  "a name with a next line": withLines(
    (lines) => lines + witness.line("x\n").replace("witness", "wit\u0085ness"),
  ),
  "a name with a byte order mark": withLines(
    (lines) => lines + witness.line("x\n").replace("witness", "wit\ufeffness"),
  ),
  "a name with a control character": withLines(
    (lines) => lines + witness.line("x\n").replace("witness", "wit\u0007ness"),
  ),
  "a hundred signatures": withLines((lines, text) => lines + witness.line(text).repeat(99)),
  "a hundred and one signatures": withLines((lines, text) => lines + witness.line(text).repeat(100)),
};

describe("two verifiers of proofs that are written otherwise", () => {
  const { certificate, vkey, signer } = certify(testFacts(), undefined, FEW);
  const evidence = certificate["evidence"] as { leaf: string; proof: string }[];

  test.each(Object.entries(FORGES))("agree on one with %s", (name, forge) => {
    const forged = evidence.map(({ leaf, proof }) => {
      const [, head = "", text = "", lines = ""] = /^([^]*?\n)\n([^]*?\n)\n([^]*)$/.exec(proof) ?? [];
      return { leaf, proof: forge(signer, { head, text, lines }) };
    });
    expect(forged).not.toEqual(evidence);
    verdictsOn(fileOf(signedBy(signer, { ...certificate, evidence: forged })), vkey, undefined, name);
  });
});

describe("two verifiers of signatures that are written otherwise", () => {
  const { certificate, vkey, signer } = certify(testFacts(), undefined, FEW);

  test.each(Object.entries(FORGES))("agree on one with %s", (name, forge) => {
    const [, text = "", lines = ""] = /^([^]*?\n)\n([^]*)$/.exec(certificate["signature"] as string) ?? [];
    const signature = forge(signer, { head: "", text, lines }).slice(1);
    verdictsOn(fileOf({ ...certificate, signature }), vkey, undefined, name);
  });
});
