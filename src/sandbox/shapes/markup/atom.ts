import type { TextNode } from "../content.js";

/** A piece of a text that is one node whatever stands in it. `end` is behind its last character. */
export interface Atom {
  start: number;
  end: number;
  node: Exclude<TextNode, string>;
}

/** Finds the atom that begins at a position; undefined when none does. */
export type AtomReader = (text: string, start: number) => Atom | undefined;
