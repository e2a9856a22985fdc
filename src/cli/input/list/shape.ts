import { failure } from "../../../base/errors.js";
import { isMapping } from "../../../base/mapping.js";
import type { Line } from "./numbered-lines.js";
import { isKnown } from "./columns.js";
import type { ListKind } from "./kind.js";

/** How a list is laid out. */
export type Shape =
  | { layout: "lines" | "strings" | "objects" }
  /** `isMark`: the line only says what separates the columns, and the names follow. */
  | { layout: "table"; separator: string; isMark: boolean };

export interface Reading {
  kind: ListKind;
  /** The column that a person named. */
  asked: string | undefined;
  /** What the list is called in a refusal. */
  what: string;
}

const SEPARATORS = ["\t", ";", ","] as const;

/** Excel's, which no other program writes. */
const MARK = /^"?sep=([,;\t])"?$/i;
const QUOTED = /^"(?:[^"]|"")*"$/;

/**
 * What the first line shows a list to be.
 * @throws {LIST_INVALID} when it is JSON, but not one value a line.
 */
export function shapeOf({ number, text }: Line, { kind, asked, what }: Reading): Shape {
  const separator = MARK.exec(text)?.[1];
  if (separator) return { layout: "table", separator, isMark: true };
  const value = jsonOf(text);
  if (isMapping(value)) return { layout: "objects" };
  if (Array.isArray(value) || /^[[{]$|^\[\s*["{[]|^\{\s*"/.test(text.trim()))
    throw failure("LIST_INVALID.document", { what, line: number });
  const name = QUOTED.test(text) ? text.slice(1, -1) : text;
  // One column has no separator.
  if (isKnown(name, kind) || name.trim() === asked?.trim())
    return { layout: "table", separator: ",", isMark: false };
  if (typeof value === "string") return { layout: "strings" };
  const most = mostFrequent(text.replaceAll(/"(?:[^"]|"")*"/g, ""));
  return most === undefined ? { layout: "lines" } : { layout: "table", separator: most, isMark: false };
}

/** Undefined where it is none. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whether a line has what separates columns. */
export const isTabular = (text: string): boolean => SEPARATORS.some((separator) => text.includes(separator));

function mostFrequent(text: string): string | undefined {
  const counts = SEPARATORS.map((separator) => [separator, text.split(separator).length - 1] as const);
  const [most] = counts.filter(([, count]) => count > 0).sort(([, a], [, b]) => b - a);
  return most?.[0];
}
