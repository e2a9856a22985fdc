import { expect, test } from "vitest";
import { verifyCertificate } from "../../src/verifier/verify.js";
import {
  canonical,
  certify,
  fileOf,
  issuedBy,
  leavesOf,
  signedBy,
  testCertificate,
  testFacts,
  testFacts2,
  testSigner,
  USER_ID,
  type Json,
  type JsonObject,
} from "./certificate-maker.js";
import { everyChange } from "./changes.js";

/** Why it was refused; undefined: it was not. */
function refusal(certificate: Json, vkey: string): string | undefined {
  return reasonOf(() => verifyCertificate(fileOf(certificate), vkey, USER_ID));
}

function reasonOf(verify: () => unknown): string | undefined {
  try {
    verify();
    return undefined;
  } catch (error) {
    expect(error).toBeInstanceOf(Error);
    // A mistake of the verifier's own would show as one of these.
    expect(error).not.toBeInstanceOf(TypeError);
    expect(error).not.toBeInstanceOf(RangeError);
    return (error as Error).message;
  }
}

const FEW = { before: 3, after: 3, apart: 0 };

function flip(bytes: Buffer, bit: number): Buffer {
  const flipped = Buffer.from(bytes);
  flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return flipped;
}

/** Names under which a leaf says what the certificate says under another. */
const IN_LEAF: Record<string, string> = {
  recordedAt: "at",
  createdAt: "at",
  approvedAt: "at|approvedBy|has \\d leaves",
  endedAt: "at",
  pseudonym: "subject",
  id: "target",
  salt: "that user ID",
  remains: "remains",
  method: "verification|method",
  request: "has \\d leaves",
  issuer: "leaf|issuer",
  comebacks: "leaf",
  erasedAgain: "leaf|nothing shows",
  seenAt: "nothing shows",
  look: "leaf|look",
  rehearsal: "api",
  issue: "issue",
};

/** That a reason names what was changed, or what holds it. */
function expectToNameIt(reason: string | undefined, path: string, what: string): void {
  const names = path.split(".").filter((step) => !/^\d+$/.test(step));
  const added = what.includes("got a key") ? ["extra", "__proto__"] : [];
  const whole = path === "" ? ["the file"] : [];
  const accepted = [...names, ...names.flatMap((name) => IN_LEAF[name] ?? []), ...added, ...whole];
  expect(reason, `${path} ${what}`).toMatch(new RegExp(`\\b(${accepted.join("|")})\\b`));
}

const SHAPES = [
  [
    "of format 2, of a user who was erased again, with all that there can be",
    testFacts2({ rehearsal: true, idLooksLike: "email", issuer: true, comeback: "erased again", look: true }),
  ],
  ["of a scrubbed user, with a request", testFacts()],
  [
    "of a blank user, without a request or an approval",
    testFacts({ outcome: "already_blank", approval: "none", request: false }),
  ],
] as const;

for (const [name, facts] of SHAPES) {
  const { certificate, vkey, signer } = certify(facts, undefined, FEW);

  test(`every change to a certificate ${name} is refused`, () => {
    for (const { path, what, changed } of everyChange(certificate)) {
      const reason = refusal(changed, vkey);
      expect(reason, `${path} ${what}`).toBeDefined();
      if (!reason?.includes("signature")) expectToNameIt(reason, path, what);
    }
  });

  test(`every change to a certificate ${name} is refused when somebody else signs it under the log's name`, () => {
    const attacker = testSigner(signer.name);
    for (const { path, what, changed } of everyChange(certificate)) {
      if (path === "" || path === "signature") continue;
      const reason = refusal(signedBy(attacker, changed), vkey);
      expect(reason, `${path} ${what}`).toBeDefined();
      if (!reason?.includes("isn't signed by the verifier key")) expectToNameIt(reason, path, what);
    }
  });

  test(`every change to a certificate ${name} is refused by what the log says, although the log's key signed it`, () => {
    for (const { path, what, changed } of everyChange(certificate)) {
      if (path.startsWith("signature") || typeof changed !== "object" || changed === null) continue;
      if (Array.isArray(changed)) continue;
      const anew = "issue" in changed && !path.startsWith("issue") ? issuedBy : signedBy;
      const reason = refusal(anew(signer, changed), vkey);
      expectToNameIt(reason, path, what);
      expect(reason, `${path} ${what}`).not.toContain("signature is over");
    }
  });

  test(`every change to a leaf of a certificate ${name} is refused, although the log's key signed it`, () => {
    const evidence = certificate["evidence"] as { leaf: string; proof: string }[];
    for (const [i, leaf] of leavesOf(facts).entries()) {
      for (const { path, what, changed } of everyChange(leaf)) {
        const forged = evidence.map((item, at) =>
          at === i ? { ...item, leaf: canonical(changed).toString("base64") } : item,
        );
        const reason = refusal(signedBy(signer, { ...certificate, evidence: forged }), vkey);
        expect(reason, `evidence.${i} ${path} ${what}`).toMatch(
          new RegExp(`evidence\\.${i}\\b|request\\.ended|subject\\.idLooksLike`),
        );
      }
    }
  });
}

test("a leaf that was changed along with the certificate isn't in the log", () => {
  const { facts, sealed, signer, vkey } = certify();
  const lies: [string, (facts: JsonFacts) => void][] = [
    ["attempts", ({ entry }) => (entry["attempts"] = 1)],
    [
      "runId",
      ({ entry, created, approved }) =>
        void ((entry["runId"] = 5), (created["target"] = approved["target"] = "5")),
    ],
    ["fields", ({ entry }) => (entry["fields"] = ["name"])],
    ["verifiedAt", ({ entry }) => (entry["verifiedAt"] = "2026-11-20T09:00:04.251Z")],
    ["ground", ({ created }) => ((created["detail"] as JsonObject)["keeps"] = [])],
    ["approvedBy", ({ approved }) => ((approved["detail"] as JsonObject)["approvedBy"] = "somebody-else")],
    [
      "deadline",
      ({ request }) => ((request.received["detail"] as JsonObject)["deadline"] = "2027-12-19T10:00:00.000Z"),
    ],
    ["state", ({ request }) => ((request.ended["detail"] as JsonObject)["state"] = "partly_retained")],
  ];
  for (const [name, lie] of lies) {
    const lied = structuredClone(facts);
    lie(lied as JsonFacts);
    const evidence = leavesOf(lied).map((leaf, i) => ({
      leaf: canonical(leaf).toString("base64"),
      proof: sealed.evidence[i]?.proof ?? "",
    }));
    const forged = testCertificate(lied, { signer, log: sealed.log, evidence });
    expect(refusal(forged, vkey), name).toMatch(
      /^evidence\.\d\.proof doesn't lead from the leaf to the checkpoint's root$/,
    );
  }
});

type JsonFacts = {
  entry: JsonObject;
  created: JsonObject;
  approved: JsonObject;
  request: { received: JsonObject; ended: JsonObject };
};

test("a file that was cut short is refused, wherever", () => {
  const { file, vkey } = certify(testFacts(), undefined, FEW);
  for (let length = 0; length < file.length; length += length < file.length - 200 ? 13 : 1) {
    const cut = file.subarray(0, length);
    expect(
      reasonOf(() => verifyCertificate(cut, vkey)),
      String(length),
    ).toMatch(/cut short/);
    if (length === file.length - 1) continue;
    const ended = Buffer.concat([cut, Buffer.from("\n")]);
    expect(
      reasonOf(() => verifyCertificate(ended, vkey)),
      String(length),
    ).toMatch(/cut short/);
  }
});

test("a bit that flips anywhere in the file is found", () => {
  const { file, vkey } = certify(testFacts(), undefined, FEW);
  for (let byte = 0; byte < file.length; byte += 7) {
    const flipped = flip(file, byte * 8 + (byte % 8));
    expect(
      reasonOf(() => verifyCertificate(flipped, vkey)),
      String(byte),
    ).toBeDefined();
  }
});

test("a bit that flips in any base64 of a proof is found, although the log's key signed the certificate", () => {
  const { certificate, signer, vkey } = certify(
    testFacts({ approval: "none", request: false }),
    undefined,
    FEW,
  );
  const evidence = certificate["evidence"] as { leaf: string; proof: string }[];
  for (const [i, { proof }] of evidence.entries()) {
    for (const base64 of new Set(proof.match(/[A-Za-z0-9+/]{43,}={0,2}$/gm))) {
      for (let bit = 0; bit < Buffer.from(base64, "base64").length * 8; bit += 5) {
        const bytes = flip(Buffer.from(base64, "base64"), bit);
        const flipped = evidence.map((item, at) =>
          at === i ? { ...item, proof: proof.replace(base64, bytes.toString("base64")) } : item,
        );
        expect(refusal(signedBy(signer, { ...certificate, evidence: flipped }), vkey)).toMatch(
          new RegExp(`^evidence\\.${i}\\.proof (has a bad signature|isn't signed by|doesn't lead)`),
        );
      }
    }
  }
});

test("a bit that flips in the certificate's signature is found", () => {
  const { certificate, vkey } = certify();
  const signature = certificate["signature"] as string;
  const base64 = /\S+$/m.exec(signature.trimEnd().split("\n").at(-1) ?? "")?.[0] ?? "";
  for (let bit = 0; bit < 68 * 8; bit += 3) {
    const bytes = flip(Buffer.from(base64, "base64"), bit);
    const flipped = { ...certificate, signature: signature.replace(base64, bytes.toString("base64")) };
    expect(refusal(flipped, vkey)).toMatch(/^signature (has a bad signature|isn't signed by)/);
  }
});
