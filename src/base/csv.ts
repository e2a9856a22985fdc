import { stringify, type Options } from "csv-stringify/sync";

const LISTS = ["fields", "remaining"];

const OPTIONS: Options = {
  // RFC 4180. Without the match, a line break that isn't CRLF would stand in a field bare.
  record_delimiter: "\r\n",
  quoted_match: /[\r\n]/,
  // A spreadsheet would compute what begins with = + - or @; with an apostrophe before it, it is text.
  escape_formulas: true,
};

/**
 * Rows of an answer as CSV with a line of names.
 * @param columns in order; of a row that lacks one the cell is empty. Lists of names are separated by spaces, all else
 * that isn't text or a number is JSON.
 */
export function csvOf(columns: readonly string[]): {
  head: string;
  line: (row: Record<string, unknown>) => string;
} {
  const record = (cells: unknown[]) => stringify([cells], OPTIONS);
  return {
    head: record([...columns]),
    line: (row) => record(columns.map((name) => cell(name, row[name]))),
  };
}

function cell(name: string, value: unknown): unknown {
  if (LISTS.includes(name) && Array.isArray(value)) return value.join(" ");
  return typeof value === "object" && value !== null ? JSON.stringify(value) : value;
}
