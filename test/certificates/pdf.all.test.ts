import { beforeAll, expect, test } from "vitest";
import type { Certificate } from "../../src/audit/certificate.js";
import { contentOf } from "../../src/certificates/certificate-content.js";
import { certificatePage } from "../../src/certificates/page.js";
import { pdfOf } from "../../src/certificates/pdf.js";
import { program } from "../support/programs.js";
import { certify, testFacts, type JsonObject } from "../verifier/certificate-maker.js";

beforeAll(async () => {
  await program(["chromium", "chromium-browser", "google-chrome"], "chromium");
});

const keeps = (ground: string | null) =>
  ["email", "phone", "photoUrl", "headerPhotoUrl", "locale", "role", "pushTokens"].map((field) => ({
    field,
    ground,
  }));

test.each([
  ["with a request", () => testFacts()],
  ["without", () => testFacts({ outcome: "already_blank", approval: "none", request: false })],
  [
    "that keeps much",
    () => {
      const facts = testFacts({ approval: "automatic" });
      (facts.created["detail"] as JsonObject)["keeps"] = keeps(
        "needed for as long as the contract with the customer runs",
      );
      return facts;
    },
  ],
])("the PDF of a certificate %s fits two pages of A4", async (_, facts) => {
  const pdf = await pdfOf(
    await certificatePage(contentOf(certify(facts()).certificate as unknown as Certificate)),
  );
  const text = pdf.toString("latin1");
  expect(text.startsWith("%PDF-")).toBe(true);
  const pages = text.match(/\/Type\s*\/Page\b/g)?.length ?? 0;
  expect(pages).toBeGreaterThanOrEqual(1);
  expect(pages).toBeLessThanOrEqual(2);
  for (const [, width, height] of text.matchAll(/\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/g))
    expect([Math.round(Number(width)), Math.round(Number(height))]).toEqual([595, 842]);
});
