import { failure } from "../../../base/errors.js";
import { isMapping } from "../../../base/mapping.js";
import { capitalised, plural } from "../../../model/words.js";
import type { Invocation } from "../../invocation.js";
import { columnOf } from "./columns.js";
import type { ListKind } from "./kind.js";
import { numberedLines, type Line } from "./numbered-lines.js";
import { isTabular, jsonOf, shapeOf, type Reading, type Shape } from "./shape.js";
import { isStandardInput } from "./source.js";
import { rowsOf, type Cell } from "./table.js";

/** What a line of a list says. */
export interface Entry {
  /** Of the file as it is read, from 1. */
  line: number;
  value: string;
}

/**
 * A list that a person hands in: one a line, JSON lines or a table with names on top, in flat memory. How it is laid out
 * is known when this returns; each line is held to it when it is read.
 * @param asked the column to take; without it the one whose name is known, which is told on standard error.
 * @throws {LIST_INVALID | USAGE} what can't be read as the first line says, with its number; then nothing must be done.
 */
export async function openList(
  source: string,
  kind: ListKind,
  { asked, invocation }: { asked: string | undefined; invocation: Invocation },
): Promise<AsyncGenerator<Entry>> {
  const what = isStandardInput(source) ? "standard input" : `the file of ${kind.many}`;
  const lines = numberedLines(source, what, invocation);
  const first = await firstOf(lines);
  if (!first) throw failure("USAGE.emptyList", { what: capitalised(what), one: kind.one });
  const reading = { kind, asked, what };
  const shape = shapeOf(first, reading);
  if (asked !== undefined && (shape.layout === "lines" || shape.layout === "strings"))
    throw failure("LIST_INVALID.noTable", { what, line: first.number });
  const all = shape.layout === "table" && shape.isMark ? lines : joined(first, lines);
  const say = (column: string, of: number) => {
    if (asked === undefined)
      invocation.stderr.say(`Of ${what} the column ${column.trim()} is taken (of ${plural(of, "column")}).`);
  };
  return checked(await entriesOf(all, shape, { ...reading, say }), reading);
}

/** The first line that isn't blank. */
async function firstOf(lines: AsyncGenerator<Line>): Promise<Line | undefined> {
  for (;;) {
    const next = await lines.next();
    if (next.done) return undefined;
    if (next.value.text.trim() !== "") return next.value;
  }
}

async function* joined(first: Line, rest: AsyncIterable<Line>): AsyncGenerator<Line> {
  yield first;
  yield* rest;
}

interface Telling extends Reading {
  /** Tells which column is taken, of how many. */
  say: (column: string, of: number) => void;
}

type Entries = AsyncGenerator<Entry & { isExact: boolean }>;

async function entriesOf(lines: AsyncGenerator<Line>, shape: Shape, telling: Telling): Promise<Entries> {
  switch (shape.layout) {
    case "lines":
      return plain(lines, telling);
    case "strings":
      return strings(lines, telling);
    case "objects":
      return objects(lines, telling);
    case "table":
      return table(lines, shape.separator, telling);
  }
}

async function* plain(lines: AsyncIterable<Line>, { what }: Reading): Entries {
  for await (const { number: line, text } of lines) {
    if (text.trim() === "") continue;
    if (/^".*"$/s.test(text) || isMapping(jsonOf(text))) throw failure("LIST_INVALID.quoted", { what, line });
    if (isTabular(text)) throw failure("LIST_INVALID.table", { what, line });
    yield { line, value: text, isExact: false };
  }
}

async function* strings(lines: AsyncIterable<Line>, { what }: Reading): Entries {
  for await (const { number: line, text } of lines) {
    if (text.trim() === "") continue;
    const value = jsonOf(text);
    if (typeof value !== "string") throw failure("LIST_INVALID.value", { what, line });
    yield { line, value, isExact: true };
  }
}

async function objects(lines: AsyncGenerator<Line>, { say, ...reading }: Telling): Promise<Entries> {
  const first = await firstOf(lines);
  const names = Object.keys((first && (jsonOf(first.text) as object)) ?? {});
  const field = names[columnOf(names, { ...reading, line: first?.number ?? 1 })] ?? "";
  say(field, names.length);
  return (async function* () {
    for await (const { number: line, text } of first ? joined(first, lines) : lines) {
      if (text.trim() === "") continue;
      const object = jsonOf(text);
      const value = isMapping(object) && Object.hasOwn(object, field) ? object[field] : undefined;
      if (typeof value !== "string") throw failure("LIST_INVALID.value", { what: reading.what, line });
      yield { line, value, isExact: true };
    }
  })();
}

async function table(
  lines: AsyncGenerator<Line>,
  separator: string,
  { say, ...reading }: Telling,
): Promise<Entries> {
  const { what } = reading;
  const rows = rowsOf(lines, separator, what);
  const top = await rows.next();
  if (top.done) throw failure("USAGE.emptyList", { what: capitalised(what), one: reading.kind.one });
  const names = top.value.cells.map(({ text }) => text);
  const column = columnOf(names, { ...reading, line: top.value.number });
  say(names[column] ?? "", names.length);
  return (async function* () {
    for await (const { number: line, cells } of rows) {
      const { text: value, isQuoted } = cells[column] as Cell;
      if (!isQuoted && isTabular(value)) throw failure("LIST_INVALID.table", { what, line });
      yield { line, value, isExact: isQuoted };
    }
  })();
}

/** What no value of a list may be. */
async function* checked(entries: Entries, { kind, what }: Reading): AsyncGenerator<Entry> {
  let isEmpty = true;
  for await (const { line, value, isExact } of entries) {
    const place = { what, line };
    const trimmed = value.trim();
    if (trimmed === "") throw failure("LIST_INVALID.empty", place);
    if (value.includes("\0")) throw failure("LIST_INVALID.binary", place);
    if (value.length > kind.longest) throw failure("LIST_INVALID.length", place);
    if (!kind.trims && !isExact && trimmed !== value) throw failure("LIST_INVALID.spaces", place);
    isEmpty = false;
    yield { line, value: kind.trims ? trimmed : value };
  }
  if (isEmpty) throw failure("USAGE.emptyList", { what: capitalised(what), one: kind.one });
}
