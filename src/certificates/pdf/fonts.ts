import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { create, type Font } from "fontkit";
import { packageFile } from "../../base/package-file.js";
import { FACES, type Face } from "./faces.js";
import { unpackedFont } from "./woff.js";

/**
 * What puts other shapes in the place of letters is left out: Inter would show an arrow for `->`, and `2×3` for `2x3`. What
 * stands on a certificate is told as it is written.
 */
const SUBSTITUTIONS = "GSUB";

/** A font file, open. */
export class OpenFont {
  readonly font: Font;

  constructor(readonly name: string) {
    const woff = readFileSync(packageFile(name, basename(name)));
    const font = create(unpackedFont(woff, SUBSTITUTIONS));
    if (!("layout" in font)) throw new Error(`${name} is a collection of fonts`);
    this.font = font;
  }

  has(letter: string): boolean {
    return this.font.hasGlyphForCodePoint(letter.codePointAt(0)!);
  }

  /** In points. */
  widthOf(text: string, size: number): number {
    return (this.font.layout(text).advanceWidth / this.font.unitsPerEm) * size;
  }
}

const open = new Map<string, OpenFont>();

/** The fonts of a face; each is opened when the ones before it lack a letter, and stays open. */
export function* fontsOf(face: Face): Generator<OpenFont> {
  for (const name of FACES[face]) {
    const font = open.get(name) ?? new OpenFont(name);
    open.set(name, font);
    yield font;
  }
}

/** The one for what every face has: digits, brackets, Latin letters. */
export function firstFontOf(face: Face): OpenFont {
  for (const font of fontsOf(face)) return font;
  throw new Error(`the face ${face} has no font`);
}
