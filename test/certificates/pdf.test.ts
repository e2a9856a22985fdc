import { inflateSync } from "node:zlib";
import fc from "fast-check";
import decodeQR from "qr/decode.js";
import { describe, expect, test } from "vitest";
import type { Certificate } from "../../src/audit/certificate.js";
import { contentOf } from "../../src/certificates/certificate-content.js";
import type { Block, Content, Section } from "../../src/certificates/content.js";
import { certificatePage } from "../../src/certificates/page.js";
import { certificatePdf } from "../../src/certificates/pdf.js";
import { elementsOf, readPdf, textOf, type ReadPage } from "../support/pdf.js";
import { certify, testFacts, type Facts, type JsonObject } from "../verifier/certificate-maker.js";
import { painted } from "./pictures.js";

const contentFrom = (facts: Facts) => contentOf(certify(facts).certificate as unknown as Certificate);
const CONTENT = contentFrom(testFacts());

/** Where lines end and words are apart is a matter of the layout. */
const dense = (text: string) => text.replace(/\s+/g, "");

/** Every text of a content. */
function textsOf(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) =>
    ["kind", "at", "issuedAt"].includes(key) ? [] : textsOf(each),
  );
}

const keeps = (ground: string | null) =>
  ["email", "phone", "photoUrl", "headerPhotoUrl", "locale", "role", "pushTokens"].map((field) => ({
    field,
    ground,
  }));

const KINDS: [string, () => Facts][] = [
  ["with a request", () => testFacts()],
  ["without", () => testFacts({ outcome: "already_blank", approval: "none", request: false })],
  [
    "that keeps much",
    () => {
      const facts = testFacts({ approval: "automatic" });
      const ground = "needed for as long as the contract with the customer runs";
      (facts.created["detail"] as JsonObject)["keeps"] = keeps(ground);
      return facts;
    },
  ],
];

describe("the PDF of a certificate", () => {
  test.each(KINDS)("%s fits two pages of A4, and the first is full", async (_, facts) => {
    const { pages } = await readPdf(await certificatePdf(contentFrom(facts())));
    expect(pages.length).toBeLessThanOrEqual(2);
    for (const { width, height } of pages)
      expect([Math.round(width), Math.round(height)]).toEqual([595, 842]);
    if (pages.length > 1) expect(lowest(pages[0]!)).toBeLessThan(842 / 4);
  });

  test.each(KINDS)("%s says what the page says", async (_, facts) => {
    const content = contentFrom(facts());
    const said = textsOf(content);
    const page = (await certificatePage(content)).replace(/<[^>]+>/g, " ").replaceAll("&#39;", "'");
    const { text } = await readPdf(await certificatePdf(content));
    expect(said.length).toBeGreaterThan(40);
    for (const each of said) {
      expect(dense(page)).toContain(dense(each));
      expect(dense(text)).toContain(dense(each));
    }
  });

  test("is tagged: title, language, headings, lists, and what the picture says", async () => {
    const { pages, info } = await readPdf(await certificatePdf(CONTENT));
    expect(info).toMatchObject({ Title: CONTENT.name, Language: "en" });
    const elements = pages.flatMap(({ structure }) => elementsOf(structure));
    const count = (role: string) => elements.filter((element) => element.role === role).length;
    expect([count("H1"), count("H2")]).toEqual([1, 2 + CONTENT.sections.length]);
    expect(elements.find(({ role }) => role === "Figure")?.alt).toBe(
      `QR code of the digest ${CONTENT.digest}`,
    );
    expect(count("L")).toBeGreaterThan(4);
    expect(count("LBody")).toBe(count("LI"));
  });

  test("claims no conformance that nothing proves", async () => {
    const pdf = (await certificatePdf(CONTENT)).toString("latin1");
    expect(pdf).not.toMatch(/pdfaid|pdfuaid/);
  });

  test("is the same bytes each time, whenever it is made", async () => {
    const first = await certificatePdf(CONTENT);
    expect(first.equals(await certificatePdf(structuredClone(CONTENT)))).toBe(true);
    expect(first.toString("latin1")).toContain("(D:20261121120000Z)");
  });

  test("has a QR code that says the digest", async () => {
    expect(decodeQR(painted(qrOf(await certificatePdf(CONTENT))))).toBe(CONTENT.digest);
  });

  test("holds all of its fonts, and asks for nothing from elsewhere", async () => {
    const pdf = (await certificatePdf(CONTENT)).toString("latin1");
    const fonts = pdf.match(/\/Type \/FontDescriptor/g)?.length ?? 0;
    expect(fonts).toBeGreaterThan(0);
    expect(pdf.match(/\/FontFile2 /g)).toHaveLength(fonts);
    expect(pdf).not.toMatch(/\/URI|\/Launch|\/JavaScript|\/EmbeddedFile/);
  });
});

const REHEARSAL = { word: "REHEARSAL", text: "REHEARSAL" };

describe("a banner", () => {
  const long: Content = {
    ...CONTENT,
    sections: [...CONTENT.sections, ...CONTENT.sections, ...CONTENT.sections],
  };

  test("stands at the top of every page and across it", async () => {
    const { pages } = await readPdf(await certificatePdf({ ...long, banner: REHEARSAL }));
    expect(pages.length).toBeGreaterThan(2);
    for (const { words } of pages) {
      const marks = words.filter(({ text }) => text === "REHEARSAL");
      expect(marks).toHaveLength(2);
      expect(Math.max(...marks.map(({ y }) => y))).toBe(Math.max(...words.map(({ y }) => y)));
    }
  });

  test("is read out once, first of all", async () => {
    const { pages } = await readPdf(await certificatePdf({ ...CONTENT, banner: REHEARSAL }));
    const [document] = pages[0]!.structure.children;
    expect(document?.children.slice(0, 3).map(({ role }) => role)).toEqual(["P", "P", "H1"]);
    expect(pages[1]!.structure.children[0]!.children[0]!.role).toBe("Sect");
  });

  test("is told in full where it is long, and nothing is where there is none", async () => {
    const text = "Rehearsal: none of this was done at TalkJS. ".repeat(6).trim();
    const { pages } = await readPdf(
      await certificatePdf({ ...CONTENT, banner: { word: "REHEARSAL", text } }),
    );
    for (const page of pages) {
      expect(dense(textOf(page)).split(dense(text))).toHaveLength(2);
      expect(dense(textOf(page)).split("REHEARSAL")).toHaveLength(2);
    }
    expect((await readPdf(await certificatePdf(CONTENT))).text).not.toContain("REHEARSAL");
  });
});

describe("whatever a certificate says", () => {
  /** A content with one section of a block of each kind. */
  const withBlocks = (blocks: Block[]): Content => ({ ...CONTENT, sections: [{ title: "Section", blocks }] });
  const shownOf = async (text: string) => {
    const rows: Block = { kind: "rows", rows: [["Approved by", text]] };
    return (await readPdf(await certificatePdf(withBlocks([rows])))).text;
  };

  test.each([
    "Łukasz Żółć",
    "Nguyễn Thị Đặng",
    "Ελένη Παπαδοπούλου ᾧ",
    "Юрій Ґудзь",
    "Ђорђе Ӊ",
    "Åse Ǻ ß ẞ Œ",
    "-> => != 2x3 --vkey (12:30) fi ffl",
  ])("is there in its letters: %s", async (name) => {
    expect(dense(await shownOf(name))).toContain(dense(name));
    expect(await shownOf(name)).not.toContain("[U+");
  });

  test.each([
    ["Hebrew", "שלום", "[U+05E9][U+05DC][U+05D5][U+05DD]"],
    ["Japanese", "山田 A", "[U+5C71][U+7530] A"],
    ["an emoji of two", "ok 👋🏽", "ok [U+1F44B][U+1F3FD]"],
    ["a mark that fits no letter", "x\u030C", "x[U+030C]"],
    ["what turns or divides a text unseen", "no\u200Bthing\u202E", "no[U+200B]thing[U+202E]"],
    ["a soft hyphen", "so\u00ADft", "so[U+00AD]ft"],
    ["half a character", "\uD83D", "[U+D83D]"],
    ["NUL", "a\u0000b", "a[U+0000]b"],
  ])("is told by code point where there is no letter: %s", async (_, name, shown) => {
    const text = await shownOf(name);
    expect(dense(text)).toContain(dense(shown));
    expect(text).toContain("by their numbers in Unicode");
  });

  test("is there in every script at once, beside each other", async () => {
    const text = await shownOf("Łódź Ελένη Юрій שלום 山 👋 end");
    expect(dense(text)).toContain(
      dense("Łódź Ελένη Юрій [U+05E9][U+05DC][U+05D5][U+05DD] [U+5C71] [U+1F44B] end"),
    );
  });

  test("is the same letter, taken apart or not", async () => {
    expect(dense(await shownOf("Zo\u0065\u0301"))).toContain("Zo\u00E9");
  });

  test.each([
    ["one endless word", "0123456789abcdef".repeat(350)],
    ["more lines than a page has", "a b c d e f g h ".repeat(700).trim()],
  ])("is there to the end: %s", async (_, text) => {
    const row: Block = { kind: "rows", rows: [["Name", text]] };
    const list: Block = { kind: "list", items: [{ what: text, more: text }] };
    const section: Section = { title: "Long", blocks: [list] };
    const pdf = await readPdf(
      await certificatePdf({ ...withBlocks([row]), lead: text, erased: section, remains: section }),
    );
    // Between two pages stands the foot of one.
    const pages = pdf.pages.map((page) =>
      dense(
        page.words
          .filter(({ y }) => y > 40)
          .map((word) => word.text)
          .join(" "),
      ),
    );
    expect(pages.join("").split(dense(text))).toHaveLength(7);
  });

  test("stays on its page, and no heading stands alone at the end of one", { timeout: 600_000 }, async () => {
    const words = fc.integer({ min: 1, max: 60 }).map((count) => "word ".repeat(count).trim());
    const item = fc.record({ what: words, more: fc.option(words) });
    const block = fc.oneof(
      fc
        .array(fc.tuple(fc.constant("Row"), words), { minLength: 1, maxLength: 12 })
        .map((rows) => ({ kind: "rows", rows })),
      fc.array(item, { minLength: 1, maxLength: 14 }).map((items) => ({ kind: "list", items })),
      words.map((text) => ({ kind: "paragraph", text })),
      words.map((command) => ({ kind: "command", command })),
    ) as fc.Arbitrary<Block>;
    const section = fc.record({
      title: fc.constant("HEADING"),
      blocks: fc.array(block, { minLength: 1, maxLength: 4 }),
    });
    const content = fc.record({
      banner: fc.constantFrom(null, REHEARSAL),
      erased: section,
      remains: section,
      sections: fc.array(section, { maxLength: 6 }),
    });
    await fc.assert(
      fc.asyncProperty(content, async (made) => {
        const { pages } = await readPdf(await certificatePdf({ ...CONTENT, ...made }));
        for (const page of pages) {
          const body = page.words.filter(({ y }) => y > 40);
          const last = Math.min(...body.filter(({ text }) => text !== "REHEARSAL").map(({ y }) => y));
          expect(last).toBeGreaterThan(50);
          for (const { text, y } of body) if (text === "HEADING") expect(y).toBeGreaterThan(last);
          for (const { x } of body.filter(({ text }) => text !== "REHEARSAL")) expect(x).toBeGreaterThan(40);
        }
        const headings = pages.flatMap((page) => page.words).filter(({ text }) => text === "HEADING");
        expect(headings).toHaveLength(2 + made.sections.length);
      }),
      { numRuns: 20, endOnFailure: true },
    );
  });
});

/** How far down its text goes, without the foot. */
function lowest({ words }: ReadPage): number {
  return Math.min(...words.map(({ y }) => y).filter((y) => y > 40));
}

/** The rectangles of the first figure, by modules. */
function qrOf(pdf: Buffer) {
  const text = pdf.toString("latin1");
  const streams = [...text.matchAll(/\/FlateDecode\n>>\nstream\n([^]*?)\nendstream/g)].map(
    ([, packed = ""]) => inflateSync(Buffer.from(packed, "latin1")).toString("latin1"),
  );
  const drawn =
    streams.map((stream) => /\/Figure <<[^]*?BDC([^]*?)EMC/.exec(stream)?.[1]).find(Boolean) ?? "";
  const all = [...drawn.matchAll(/([\d.]+) ([\d.]+) ([\d.]+) ([\d.]+) re/g)].map((match) =>
    match.slice(1).map(Number),
  );
  const module = all[0]?.[3] ?? 1;
  const [left, top] = [0, 1].map((axis) => Math.min(...all.map((bar) => bar[axis]!))) as [number, number];
  // Its quiet zone is four modules wide.
  const at = (value: number, from: number) => Math.round((value - from) / module) + 4;
  const bars = all.map(([x = 0, y = 0, width = 0]) => ({
    x: at(x, left),
    y: at(y, top),
    width: Math.round(width / module),
  }));
  return { size: Math.max(...bars.map(({ x, width }) => x + width)) + 4, bars };
}
