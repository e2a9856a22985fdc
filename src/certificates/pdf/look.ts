import type { Face } from "./faces.js";
import type { Style } from "./lines.js";

/** A4, in points, as everything here. */
export const PAGE = { width: 595.28, height: 841.89, left: 46, right: 46, top: 44, bottom: 52 };
export const WIDTH = PAGE.width - PAGE.left - PAGE.right;

/** Those of the page, `page.css`, by light. */
export const COLOUR = {
  ink: "#16211f",
  soft: "#5a6764",
  paper: "#ffffff",
  line: "#d9dfdd",
  shade: "#f5f7f6",
  done: "#0c6b54",
  "done-shade": "#edf6f3",
  left: "#9a5b00",
  "left-shade": "#fdf5e6",
  banner: "#a3231f",
};

const style = (face: Face, size: number, colour: string = COLOUR.ink): Style => ({ face, size, colour });

export const STYLE = {
  kicker: style("bold", 9.2, COLOUR.done),
  title: style("bold", 25),
  lead: style("regular", 11.4),
  heading: style("bold", 10.4),
  text: style("regular", 9.2),
  strong: style("bold", 9.2),
  soft: style("regular", 9.2, COLOUR.soft),
  small: style("regular", 8, COLOUR.soft),
  code: style("mono", 8.3),
  banner: style("bold", 9.6, COLOUR.paper),
} satisfies Record<string, Style>;

/** Of a line of text. */
export function heightOf({ size }: Style): number {
  return size * (size > 20 ? 1.15 : 1.45);
}
