import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import type { Certificate } from "../../src/audit/certificate.js";
import { issueForUser } from "../../src/certificates/issue.js";
import { describePostgres } from "../support/ledger.js";
import { fileOf, testSigner } from "../verifier/certificate-maker.js";
import { sized } from "../support/size.js";
import { everyChange } from "../verifier/changes.js";
import { certified, fileBytes } from "./certificate-harness.js";
import { verdictsOn } from "./verdicts.js";

const IDS = ["customer-0001", "customer-0002"];

describePostgres("issued certificates", (on) => {
  test("are refused by both verifiers after every change to any value, key or item, with a reason", async () => {
    const { certificates, issuing, vkey } = await certified(on, IDS.slice(0, 1));
    const key = await vkey();
    const { certificate: withoutRequest } = await issueForUser(
      certificates[0]!.erasure.runId,
      IDS[0]!,
      issuing,
    );
    for (const certificate of [certificates[0]!, withoutRequest]) {
      expect(verdictsOn(fileBytes(certificate), key, IDS[0]).isValid).toBe(true);
      let changes = 0;
      for (const { path, what, changed } of everyChange(certificate)) {
        changes += 1;
        const { isValid } = verdictsOn(fileOf(changed), key, IDS[0], `${path} ${what}`);
        expect(isValid, `${path} ${what}`).toBe(false);
      }
      expect(changes).toBeGreaterThan(sized(150, 300));
    }
  });

  test("are refused when a bit flips, a byte goes, or the JSON is written otherwise", async () => {
    const { certificates, vkey } = await certified(on, IDS.slice(0, 1));
    const key = await vkey();
    const file = fileBytes(certificates[0]!);
    for (let at = 0; at < file.length; at += 11) {
      const flipped = Buffer.from(file);
      flipped[at] = (flipped[at] ?? 0) ^ (1 << (at % 8));
      expect(verdictsOn(flipped, key, undefined, `bit at ${at}`).isValid, `bit at ${at}`).toBe(false);
      const shorter = Buffer.concat([file.subarray(0, at), file.subarray(at + 1)]);
      expect(verdictsOn(shorter, key, undefined, `no byte ${at}`).isValid, `no byte ${at}`).toBe(false);
    }
    const text = file.toString();
    const others = [
      JSON.stringify(JSON.parse(text), null, 2) + "\n",
      ` ${text}`,
      `\ufeff${text}`,
      text.trimEnd(),
      `${text}\n`,
      text.replace("\n", "\r\n"),
      text.replace('"epoch":1', '"epoch":1.0'),
      text.replace('"epoch":1', '"epoch":1,"epoch":1'),
      text.replace("certificate@2", "certificate@\\u0032"),
      "",
      "{}\n",
      "null\n",
    ];
    for (const other of others)
      expect(verdictsOn(Buffer.from(other), key, undefined, other.slice(0, 40)).isValid, other).toBe(false);
  });

  test("are refused for another user ID and under another key, also one of the same name", async () => {
    const { certificates, vkey } = await certified(on, IDS);
    const key = await vkey();
    const file = fileBytes(certificates[0]!);
    for (const other of [IDS[1]!, ` ${IDS[0]!}`, `${IDS[0]!}\n`, "", IDS[0]!.toUpperCase()])
      expect(verdictsOn(file, key, other).reasons).toEqual(Array(2).fill("it isn't about that user ID"));
    for (const { vkey: stranger } of [testSigner(key.split("+")[0]), testSigner("another/log")])
      expect(verdictsOn(file, stranger).isValid).toBe(false);
  });

  test("of two people open nothing of each other, and name neither", async () => {
    const { certificates } = await certified(on, IDS);
    const [first, second] = certificates as [Certificate, Certificate];
    expect(first.subject.salt).not.toBe(second.subject.salt);
    const opened = [first, second].flatMap(({ subject: { salt } }) =>
      IDS.map((id) => createHmac("sha256", Buffer.from(salt, "hex")).update(id).digest("hex")),
    );
    expect(opened.indexOf(second.subject.pseudonym)).toBe(3);
    expect(
      opened.filter((found) => [first, second].some(({ subject }) => subject.pseudonym === found)),
    ).toEqual([first.subject.pseudonym, second.subject.pseudonym]);
    const [one, other] = certificates.map((certificate) => contentOf(certificate));
    for (const id of IDS) for (const content of [one, other]) expect(content).not.toContain(id);
    for (const ofOther of [second.subject.pseudonym, second.subject.salt]) expect(one).not.toContain(ofOther);
  });

  /** All that the file says, also in base64. */
  function contentOf(certificate: Certificate): string {
    const leaves = certificate.evidence.map(({ leaf }) => Buffer.from(leaf, "base64").toString());
    return [fileBytes(certificate).toString(), ...leaves].join("\n");
  }
});
