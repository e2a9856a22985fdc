import type { Face } from "./faces.js";
import { firstFontOf } from "./fonts.js";
import { lettersOf, runsOf, type Run } from "./runs.js";

/** Sizes are in points everywhere. */
export interface Style {
  face: Face;
  size: number;
  colour: string;
}

/** A part of a text in one style. */
export interface Styled {
  text: string;
  style: Style;
}

/** What is drawn in one go. */
export interface Stretch extends Run {
  style: Style;
  width: number;
}

export type Line = readonly Stretch[];

interface Word {
  /** Of the space before it; null: it goes on where the last one ends. */
  space: Style | null;
  stretches: Stretch[];
}

/** As browsers do: any white space is one space, and a line may end there. */
const WHITE = /[\t\n\f\r\p{Zs}]+/u;

/** A text in lines of a width. Only a word that is wider is broken, anywhere. */
export function linesOf(text: readonly Styled[], width: number): Line[] {
  const lines: Stretch[][] = [[]];
  for (const { space, stretches } of wordsOf(text)) {
    let line = lines.at(-1)!;
    const gap = line.length === 0 || space === null ? [] : [spaceOf(space)];
    if (widthOf(line) + widthOf(gap) + widthOf(stretches) <= width) {
      line.push(...gap, ...stretches);
      continue;
    }
    if (line.length > 0) lines.push((line = []));
    for (const part of stretches.flatMap((stretch) => partsOf(stretch, width))) {
      if (line.length > 0 && widthOf(line) + part.width > width) lines.push((line = []));
      line.push(part);
    }
  }
  return lines.map(joined);
}

export function widthOf(line: Line): number {
  return line.reduce((sum, { width }) => sum + width, 0);
}

function wordsOf(text: readonly Styled[]): Word[] {
  const words: Word[] = [];
  let space: Style | null = null;
  let isApart = true;
  for (const { text: said, style } of text)
    for (const [index, word] of said.split(WHITE).entries()) {
      if (index > 0) [space, isApart] = [style, true];
      if (word === "") continue;
      const stretches = runsOf(word, style.face).map((run) => measured(run, style));
      if (isApart) words.push({ space, stretches });
      else words.at(-1)!.stretches.push(...stretches);
      isApart = false;
    }
  return words;
}

function measured(run: Run, style: Style): Stretch {
  return { ...run, style, width: run.font.widthOf(run.text, style.size) };
}

function spaceOf(style: Style): Stretch {
  return measured({ font: firstFontOf(style.face), text: " ", isCodePoint: false }, style);
}

/** What of a word fits a line, and so on. */
function partsOf(stretch: Stretch, width: number): Stretch[] {
  if (stretch.width <= width || stretch.isCodePoint) return [stretch];
  const parts: Stretch[] = [];
  for (const letter of lettersOf(stretch.text)) {
    const next = measured({ ...stretch, text: letter }, stretch.style);
    const last = parts.at(-1);
    if (!last || last.width + next.width > width) parts.push(next);
    else [last.text, last.width] = [last.text + letter, last.width + next.width];
  }
  return parts;
}

/** Neighbours of one font and style in one stretch, with the spaces between them: whoever copies them gets whole words. */
function joined(line: Stretch[]): Line {
  const all: Stretch[] = [];
  for (const stretch of line) {
    const last = all.at(-1);
    const isOne = last?.font === stretch.font && last.style === stretch.style;
    if (!isOne || last.isCodePoint || stretch.isCodePoint) all.push({ ...stretch });
    else [last.text, last.width] = [last.text + stretch.text, last.width + stretch.width];
  }
  return all;
}
