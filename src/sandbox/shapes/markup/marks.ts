import type { TextNode } from "../content.js";
import type { Atom } from "./atom.js";

export const MARKS = { bold: "*", italic: "_", strikethrough: "~" } as const;
type MarkType = keyof typeof MARKS;

const TYPES = new Map(Object.entries(MARKS).map(([type, sign]) => [sign as string, type as MarkType]));
const SIGN = /[*_~\n]/g;
/** What may stand outside of a mark: it is for words, not within them. */
const OUTSIDE_BEFORE = /[\s([{\-'/.*_~\\]/;
const OUTSIDE_BEHIND = /[\s)\]}\-'/.,:;!?*_~\\]/;

interface Sign {
  at: number;
  type: MarkType;
  opens: boolean;
  closes: boolean;
  /** The place of the next sign that can close this one, in the list of them; undefined when its line has none. */
  closer?: number;
}

/** A stretch of a text with its atoms. */
export interface Stretch {
  text: string;
  start: number;
  end: number;
  /** Those that lie in it. */
  atoms: readonly Atom[];
}

/** A text in which nothing but marks is looked for. */
export function marked(text: string): TextNode[] {
  return inline({ text, start: 0, end: text.length, atoms: [] });
}

/** The nodes of a stretch without lists. */
export function inline(stretch: Stretch): TextNode[] {
  const signs = signsIn(stretch);
  return new Reader(stretch, signs).read(stretch.start, stretch.end);
}

/** Reads once from left to right. Within a mark no other of its kind begins, so that marks nest three deep at most. */
class Reader {
  #sign = 0;
  #atom = 0;

  constructor(
    readonly stretch: Stretch,
    readonly signs: readonly Sign[],
  ) {}

  read(from: number, to: number): TextNode[] {
    const { text, atoms } = this.stretch;
    const nodes: TextNode[] = [];
    let shown = from;
    const show = (until: number) => {
      if (until > shown) nodes.push(text.slice(shown, until));
    };
    for (;;) {
      const sign = this.signs[this.#sign];
      const atom = atoms[this.#atom];
      const next = Math.min(sign?.at ?? Infinity, atom?.start ?? Infinity);
      if (next >= to) break;
      if (next === atom?.start) {
        show(next);
        nodes.push(atom.node);
        shown = atom.end;
        this.#atom++;
        continue;
      }
      this.#sign++;
      const closer = sign?.opens && sign.closer !== undefined ? this.signs[sign.closer] : undefined;
      if (sign === undefined || closer === undefined || closer.at >= to) continue;
      show(next);
      nodes.push({ type: sign.type, children: this.read(next + 1, closer.at) });
      this.#sign = (sign.closer ?? 0) + 1;
      shown = closer.at + 1;
    }
    show(to);
    return nodes;
  }
}

/** Every sign outside of atoms, with the one that can close it. */
function signsIn({ text, start, end, atoms }: Stretch): Sign[] {
  const signs: Sign[] = [];
  const lineEnds: number[] = [];
  const edges = new Set(atoms.flatMap((atom) => [atom.start, atom.end]));
  let atom = 0;
  SIGN.lastIndex = start;
  for (let found = SIGN.exec(text); found !== null && found.index < end; found = SIGN.exec(text)) {
    const at = found.index;
    while ((atoms[atom]?.end ?? Infinity) <= at) atom++;
    const around = atoms[atom];
    if (around !== undefined && around.start <= at) {
      SIGN.lastIndex = around.end;
      continue;
    }
    const type = TYPES.get(found[0]);
    if (type === undefined) {
      lineEnds.push(signs.length);
      continue;
    }
    const before = at === start || edges.has(at) ? "" : text.charAt(at - 1);
    const behind = at + 1 === end || edges.has(at + 1) ? "" : text.charAt(at + 1);
    const inner = (sign: string, isEdge: boolean) =>
      sign === "" ? !isEdge : !/\s/.test(sign) && sign !== found[0];
    signs.push({
      at,
      type,
      opens: (before === "" || OUTSIDE_BEFORE.test(before)) && inner(behind, at + 1 === end),
      closes: (behind === "" || OUTSIDE_BEHIND.test(behind)) && inner(before, at === start),
    });
  }
  return paired(signs, lineEnds);
}

/** Gives each sign its closer: the first one behind it on its line. `lineEnds`: how many signs stand before each. */
function paired(signs: Sign[], lineEnds: number[]): Sign[] {
  let closers = new Map<MarkType, number>();
  for (let i = signs.length - 1; i >= 0; i--) {
    while ((lineEnds.at(-1) ?? -1) > i) {
      lineEnds.pop();
      closers = new Map();
    }
    const sign = signs[i];
    if (sign === undefined) continue;
    const closer = closers.get(sign.type);
    if (closer !== undefined) sign.closer = closer;
    if (sign.closes) closers.set(sign.type, i);
  }
  return signs;
}
