import { expect, test } from "vitest";
import { parseCertificate } from "../../src/audit/certificate.js";
import { contentOf } from "../../src/certificates/certificate-content.js";
import { certify, testFacts, testFacts2, type Facts } from "../verifier/certificate-maker.js";

const SEEN_BLANK = { place: "public_profile", erased: 0, remaining: 0, reason: null };
const FEW = { before: 3, after: 3, apart: 0 };

const told = (facts: Facts): string => {
  const { sections } = contentOf(parseCertificate(certify(facts, undefined, FEW).file));
  return JSON.stringify(sections.flatMap(({ blocks }) => blocks)).replaceAll("’", "'");
};

test("a certificate says to its reader whether others were seen to see the user blank, and by when", () => {
  const facts = testFacts2({ witness: [SEEN_BLANK] });
  const year = (facts.entry["at"] as string).slice(0, 4);
  expect(told(facts)).toMatch(
    new RegExp(`After that also seen blank as other chat participants see it, .* by \\d+ \\w+ ${year}, `),
  );
});

test.each([
  ["of the first format", testFacts()],
  ["of an entry that says nothing of it", testFacts2()],
])("one %s says that nobody looked so", (_, facts) => {
  expect(told(facts)).toContain("Not looked at as other chat participants see it");
});
