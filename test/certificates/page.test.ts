import { createHash } from "node:crypto";
import decodeQR from "qr/decode.js";
import { expect, test } from "vitest";
import { digestOf, type Certificate } from "../../src/audit/certificate.js";
import { contentOf } from "../../src/certificates/certificate-content.js";
import { certificatePage, PAGE_POLICY } from "../../src/certificates/page.js";
import { certify, testFacts, type Facts, type JsonObject } from "../verifier/certificate-maker.js";
import { barsOf, painted } from "./pictures.js";

const certificateOf = (facts: Facts) => certify(facts).certificate as unknown as Certificate;
const pageOf = (certificate: Certificate) => certificatePage(contentOf(certificate));
const detailOf = (leaf: JsonObject | null | undefined) => leaf?.["detail"] as JsonObject;

/** What a reader sees, without the style and the code of the page. */
const readable = (page: string) =>
  page
    .replace(/<style>[^]*?<\/style>|<svg[^]*?<\/svg>/g, "")
    .replace(/<[^>]+>/g, " ")
    .replaceAll("&#39;", "'")
    .replaceAll("&quot;", '"')
    .replace(/\s+/g, " ");

test("it says what was erased, how that was seen, who asked and approved, and what remains with its grounds", async () => {
  const certificate = certificateOf(testFacts());
  const text = readable(await pageOf(certificate));
  for (const words of [
    "TalkJS app tTest001",
    "Personal data of one user was overwritten, then read back and seen to be blank.",
    "Verified 20 November 2026 09:00:04 UTC",
    "Basis GDPR Art. 17 asked for on 19 November 2026",
    "Issued 21 November 2026 12:00:00 UTC",
    "What was erased Name replaced by a placeholder E-mail addresses Custom fields: 2 keys",
    "What remains The user ID TalkJS neither changes nor deletes one",
    "The user's messages and conversations, and what others wrote only fields are blanked",
    "Backups and logs of TalkJS nobody can reach them from outside",
    "Language needed for the contract Role the policy gives no ground",
    "in 2 attempts",
    "Asked by support-desk, request 00000000-0000-4000-8000-000000000001",
    "Approved by privacy-office",
    "19 Dec 2026, 10:00:00 UTC, as it stood when the request came in",
    `sha256:${"ab".repeat(32)}`,
    "Scrubjay 0.1.0, run 7 (erasure), round 1",
    `Log ${certificate.log.origin}`,
    `in the signed checkpoint over ${certificate.log.size} entries`,
    `Root ${certificate.log.root}`,
    `Signed with key ${certificate.log.keyId}`,
    `scrubjay certificate verify certificate-${certificate.subject.pseudonym.slice(0, 16)}-run7.json --vkey key.txt`,
  ])
    expect(text).toContain(words);
  for (const hex of [certificate.subject.pseudonym, digestOf(certificate)])
    expect(text).toContain(hex.match(/.{8}/g)?.join(" "));
});

test("it tells the course of events in the order of time", async () => {
  const text = readable(await pageOf(certificateOf(testFacts())));
  const course = [
    "19 Nov 2026, 10:00:00 UTC Request received",
    "20 Nov 2026, 08:59:58 UTC Request recorded by support-desk",
    "20 Nov 2026, 08:59:59 UTC Run 7 begun by support-desk",
    "20 Nov 2026, 09:00:01 UTC Run approved by privacy-office",
    "20 Nov 2026, 09:00:04 UTC Data read back: blank",
    "20 Nov 2026, 09:00:05 UTC Erasure recorded",
    "20 Nov 2026, 09:00:06 UTC Request ended: completed",
  ];
  expect(text).toContain(`Course of events ${course.join(" ")}`);
});

test("without a request it claims none, and of who was blank already it doesn't say that they were erased", async () => {
  const facts = testFacts({ outcome: "already_blank", approval: "none", request: false });
  const text = readable(await pageOf(certificateOf(facts)));
  expect(text).toContain("Basis On demand without a request");
  expect(text).toContain("What was blank already Name E-mail addresses Custom fields");
  expect(text).toContain("seen to be blank.");
  expect(text).toContain("Approved by Nobody: the run needed no approval");
  for (const claim of ["What was erased", "overwritten", "Request received", "Legal deadline"])
    expect(text).not.toContain(claim);
});

test.each([
  [[], "scrubbed", "read back and seen to be blank."],
  [[], "already_blank", "seen to be blank: nothing was left to erase."],
  [["role"], "already_blank", "seen to be blank."],
  [["role", "email"], "already_blank", "seen to be blank, in part: 1 field was kept."],
  [["email", "custom (all other keys)"], "scrubbed", "seen to be blank, in part: 2 fields were kept."],
  [["nickname"], "scrubbed", "seen to be blank, in part: 1 field was kept."],
] as const)("its headline claims no more than its list: %j kept, %s", async (fields, outcome, words) => {
  const facts = testFacts({ outcome });
  detailOf(facts.created)["keeps"] = fields.map((field) => ({ field, ground: null }));
  expect(readable(await pageOf(certificateOf(facts)))).toContain(words);
});

test("an approval by rule isn't told as one by a person", async () => {
  const text = readable(await pageOf(certificateOf(testFacts({ approval: "automatic" }))));
  expect(text).toContain("Approved by support-desk, by letting the run approve itself within its limits");
  expect(text).toContain("Run approved within its limits as support-desk allowed");
});

test("what the policy blanks and held nothing is told apart from what was erased", async () => {
  const facts = testFacts();
  detailOf(facts.created)["blanks"] = ["name", "email", "phone", "custom", "pushTokens"];
  const text = readable(await pageOf(certificateOf(facts)));
  expect(text).toContain("Looked at, and blank before: Phone numbers, Push tokens.");
});

test("names of custom keys are shown where the log has them, and their number otherwise", async () => {
  const facts = testFacts();
  facts.entry["customKeys"] = { count: 2, form: "name", keys: ["birthday", "city"] };
  expect(readable(await pageOf(certificateOf(facts)))).toContain("Custom fields: 2 keys birthday, city");
});

test("its QR code says the digest of the certificate", async () => {
  for (const request of [true, false]) {
    const certificate = certificateOf(testFacts({ request }));
    const page = await pageOf(certificate);
    const [svg = ""] = /<svg class="qr"[^]*?<\/svg>/.exec(page) ?? [];
    expect(decodeQR(painted(barsOf(svg)))).toBe(digestOf(certificate));
    expect(svg).toContain(`aria-label="QR code of the digest ${digestOf(certificate)}"`);
  }
});

test("nothing that somebody put into the log becomes part of the page", async () => {
  const facts = testFacts();
  const hostile = `"><script>alert(1)</script><img src=x onerror=alert(1)>'&lt;`;
  for (const leaf of [facts.created, facts.request?.received]) detailOf(leaf)["createdBy"] = hostile;
  detailOf(facts.approved)["approvedBy"] = hostile;
  detailOf(facts.request?.received)["regulation"] = hostile;
  detailOf(facts.request?.received)["protocol"] = hostile;
  detailOf(facts.request?.ended)["state"] = hostile;
  detailOf(facts.created)["keeps"] = [{ field: hostile, ground: hostile }];
  detailOf(facts.created)["blanks"] = [hostile];
  facts.entry["fields"] = [hostile, "custom"];
  facts.entry["customKeys"] = { count: 1, form: "name", keys: [hostile] };
  facts.entry["toolVersion"] = hostile;
  for (const leaf of [facts.entry, detailOf(facts.created)]) leaf["kind"] = hostile;
  const page = await pageOf(certificateOf(facts));
  expect(page).not.toMatch(/<script|<img|onerror=alert\(1\)>'/);
  expect(page).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
  expect(readable(page)).toContain("What remains");
});

test("it has no script, asks for nothing from elsewhere, and says so to the browser", async () => {
  const page = await pageOf(certificateOf(testFacts()));
  expect(page).not.toMatch(
    /<(script|link|img|iframe|object|embed|form|a)\b|url\(|@import|@font-face|https?:\/\//i,
  );
  expect(page).toContain(PAGE_POLICY.replaceAll("'", "&#39;"));
  const [, style = ""] = /<style>([^]*?)<\/style>/.exec(page) ?? [];
  expect(PAGE_POLICY).toContain(`'sha256-${createHash("sha256").update(style).digest("base64")}'`);
  expect(PAGE_POLICY).toContain("default-src 'none'");
});

test("the salt isn't on it, which only the file reveals", async () => {
  const certificate = certificateOf(testFacts());
  expect(await pageOf(certificate)).not.toContain(certificate.subject.salt);
});

test("a long list of what remains gets the whole width", async () => {
  const facts = testFacts();
  const keep = (count: number) => {
    detailOf(facts.created)["keeps"] = Array.from({ length: count }, (_, i) => ({
      field: `f${i}`,
      ground: null,
    }));
    return pageOf(certificateOf(facts));
  };
  expect(await keep(4)).toContain('<div class="pair">');
  expect(await keep(5)).toContain('<div class="pair stacked">');
});

test("a banner stands on the page and across its print, as text and nothing else", async () => {
  const content = contentOf(certificateOf(testFacts()));
  expect(await certificatePage(content)).not.toContain('<div class="banner"');
  const page = await certificatePage({ ...content, banner: { word: "REHEARSAL", text: "REHEARSAL <b>" } });
  expect(page).not.toContain("<b>");
  expect(page).toMatch(/<div class="banner" role="note">\s*<div>\s*<p>REHEARSAL &lt;b&gt;<\/p>/);
  expect(page).toMatch(/<textPath [^>]*>REHEARSAL<\/textPath>/);
});
