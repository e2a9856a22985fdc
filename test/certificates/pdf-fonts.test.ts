import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { FACES, FONT_FILES, type Face } from "../../src/certificates/pdf/faces.js";
import { firstFontOf, OpenFont } from "../../src/certificates/pdf/fonts.js";
import { COLOUR } from "../../src/certificates/pdf/look.js";
import { runsOf } from "../../src/certificates/pdf/runs.js";

const UNSEEN = /[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]/u;

test.each(FONT_FILES)("each letter that %s claims to have is to be seen", (file) => {
  const { font } = new OpenFont(file);
  const letters = font.characterSet.filter((point) => !UNSEEN.test(String.fromCodePoint(point)));
  expect(letters.length).toBeGreaterThan(50);
  const empty = letters.filter((point) => font.glyphForCodePoint(point).path.commands.length === 0);
  expect(empty.map((point) => point.toString(16))).toEqual([]);
});

describe.each(Object.keys(FACES) as Face[])("%s", (face) => {
  test.each(["->", "-->", "2x3", "!=", "(12:30)", "A-B", "fi", "ffl"])(
    "shows %s as it is written: nothing takes another shape because of its neighbours",
    (text) => {
      const { font } = firstFontOf(face);
      const ids = (glyphs: { id: number }[]) => glyphs.map(({ id }) => id);
      expect(ids(font.layout(text).glyphs)).toEqual(ids(font.glyphsForString(text)));
    },
  );
});

test("a text is cut where the font changes, and nowhere else", () => {
  expect(runsOf("abŁódźабв", "regular").map(({ text }) => text)).toEqual(["ab", "Ł", "ód", "ź", "абв"]);
});

test("its colours are those of the page", () => {
  const css = readFileSync(new URL("../../src/certificates/page.css", import.meta.url), "utf8");
  const [root = ""] = /:root \{[^}]*\}/.exec(css) ?? [];
  for (const [name, colour] of Object.entries(COLOUR))
    expect(root.replace("#fff;", "#ffffff;")).toContain(`--${name}: ${colour};`);
});
