import { firstFontOf, fontsOf, type OpenFont } from "./fonts.js";
import type { Face } from "./faces.js";

/** Letters of one font. */
export interface Run {
  font: OpenFont;
  text: string;
  /** It is the code point of a character that no font has. */
  isCodePoint: boolean;
}

/** What has no look of its own: a font may have it all the same, as nothing. */
const UNSEEN = /[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]/u;
const MARK = /\p{M}/u;

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/**
 * A text without white space in the fonts that have its letters. A character that none has, or that nobody could see, stands
 * as its code point: `[U+05D0]`. A name in letters that were left out would be another name.
 */
export function runsOf(text: string, face: Face): Run[] {
  const runs: Run[] = [];
  // Canonically the same; more fonts have the letter than its parts.
  for (const { segment } of graphemes.segment(text.normalize("NFC")))
    for (const run of shown(segment, face)) {
      const last = runs.at(-1);
      if (last && last.font === run.font && !last.isCodePoint && !run.isCodePoint) last.text += run.text;
      else runs.push(run);
    }
  return runs;
}

/** A letter with its marks in one font, which puts them where they belong; else each by itself. */
function* shown(grapheme: string, face: Face): Generator<Run> {
  const characters = [...grapheme];
  const whole = fontWith(characters, face);
  if (whole) yield { font: whole, text: grapheme, isCodePoint: false };
  else
    for (const character of characters) {
      const font = MARK.test(character) ? undefined : fontWith([character], face);
      yield font
        ? { font, text: character, isCodePoint: false }
        : { font: firstFontOf(face), text: codePointOf(character), isCodePoint: true };
    }
}

function fontWith(characters: string[], face: Face): OpenFont | undefined {
  if (characters.some((character) => UNSEEN.test(character))) return undefined;
  for (const font of fontsOf(face)) if (characters.every((character) => font.has(character))) return font;
  return undefined;
}

/** `[U+05D0]`, as Unicode writes it: four to six digits. */
function codePointOf(character: string): string {
  return `[U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}]`;
}

/** Its letters, each with its marks. */
export function lettersOf(text: string): string[] {
  return [...graphemes.segment(text)].map(({ segment }) => segment);
}
