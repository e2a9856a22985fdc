import type { TextNode } from "../content.js";
import type { Atom } from "./atom.js";
import { atomsOf } from "./atoms.js";
import { inline } from "./marks.js";

const BULLET = /[^\S\n]*[-*+][^\S\n]+(?=\S)/y;

interface Line {
  start: number;
  /** Behind its last character, which is no line end. */
  end: number;
  /** Where a bullet's text begins; undefined on other lines. */
  bullet: number | undefined;
}

/**
 * What a text says, as nodes. `live`: `<url|label>` becomes a link and `<actionlink:…|…>` a link that acts, as in texts that
 * REST brings; else they are text like any other. Of a list the line ends around it are a part. Takes a time in proportion
 * to the text, whatever it says.
 */
export function parseMarkup(text: string, live: boolean): TextNode[] {
  const atoms = atomsOf(text, live);
  const nodes: TextNode[] = [];
  const within = inOrder(atoms);
  const read = (start: number, end: number) => inline({ text, start, end, atoms: within(start, end) });
  let points: TextNode[] | undefined;
  let plain: { start: number; end: number } | undefined;
  for (const line of linesOf(text, atoms)) {
    if (line.bullet === undefined) {
      plain = { start: plain?.start ?? line.start, end: line.end };
      continue;
    }
    // One empty line between two lists is none.
    if (plain !== undefined && plain.start < plain.end) {
      nodes.push(...read(plain.start, plain.end));
      points = undefined;
    }
    plain = undefined;
    if (points === undefined) nodes.push({ type: "bulletList", children: (points = []) });
    points.push({ type: "bulletPoint", children: read(line.bullet, line.end) });
  }
  return plain === undefined ? nodes : [...nodes, ...read(plain.start, plain.end)];
}

/** The lines of a text; one that code spans is one. */
function* linesOf(text: string, atoms: readonly Atom[]): Generator<Line> {
  let atom = 0;
  let start = 0;
  for (let end = text.indexOf("\n"); start <= text.length; end = text.indexOf("\n", end + 1)) {
    while (end >= 0 && (atoms[atom]?.end ?? Infinity) <= end) atom++;
    if (end >= 0 && (atoms[atom]?.start ?? Infinity) < end) continue;
    const last = end < 0 ? text.length : end;
    BULLET.lastIndex = start;
    const bullet = BULLET.test(text) ? BULLET.lastIndex : undefined;
    yield { start, end: last, bullet };
    start = last + 1;
    if (end < 0) return;
  }
}

/** Takes the atoms of one stretch after the other. */
function inOrder(atoms: readonly Atom[]): (start: number, end: number) => Atom[] {
  let next = 0;
  return (start, end) => {
    while ((atoms[next]?.start ?? Infinity) < start) next++;
    const from = next;
    while ((atoms[next]?.start ?? Infinity) < end) next++;
    return atoms.slice(from, next);
  };
}
