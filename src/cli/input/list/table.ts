import { pipeline, Readable } from "node:stream";
import { CsvError, parse } from "csv-parse";
import { failure } from "../../../base/errors.js";
import type { Line } from "./numbered-lines.js";

export interface Cell {
  text: string;
  /** It stands in quotation marks: every character in them is meant. */
  isQuoted: boolean;
}

export interface Row {
  /** The line on which it ends. */
  number: number;
  cells: Cell[];
}

/** Characters: no more than this is held at once. */
const LONGEST_ROW = 64 * 1024;
const OPEN = ["CSV_QUOTE_NOT_CLOSED", "CSV_MAX_RECORD_SIZE"];

/**
 * Rows of a table (RFC 4180), with any separator, in flat memory. Empty ones are passed over.
 * @throws {LIST_INVALID} at a row that has more or fewer columns than the first one.
 */
export async function* rowsOf(
  lines: AsyncIterable<Line>,
  separator: string,
  what: string,
): AsyncGenerator<Row> {
  let before: number | undefined;
  let parsed = 0;
  const text = async function* () {
    for await (const { number, text } of lines) {
      before ??= number - 1;
      yield `${text}\n`;
    }
  };
  const parser = parse({
    delimiter: separator,
    record_delimiter: "\n",
    skip_empty_lines: true,
    max_record_size: LONGEST_ROW,
    info: true,
    on_record: (record, { lines }) => {
      parsed = lines;
      return record;
    },
    cast: (text, { quoting }): Cell => ({ text, isQuoted: quoting }),
  });
  // What fails is thrown to whoever reads.
  pipeline(Readable.from(text()), parser, () => undefined);
  try {
    for await (const { record, info } of parser as AsyncIterable<{
      record: Cell[];
      info: { lines: number };
    }>) {
      const number = (before ?? 0) + info.lines;
      if (record.some(({ text }) => text !== "")) yield { number, cells: record };
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const { code, lines: at } = error as CsvError & { lines?: number };
    // Quotation marks that don't close reach to the end; what is told is where their row begins.
    const isOpen = at === undefined || OPEN.includes(code);
    throw failure("LIST_INVALID.row", { what, line: (before ?? 0) + (isOpen ? parsed + 1 : at) });
  }
}
