import { failure } from "../../../base/errors.js";
import { plural } from "../../../model/words.js";
import type { ListKind } from "./kind.js";

/** `User-ID` is `user_id`, written otherwise. */
const bare = (name: string): string =>
  name
    .trim()
    .toLowerCase()
    .replace(/[\s_-]/g, "");

export const isKnown = (name: string, kind: ListKind): boolean => kind.columns.includes(bare(name));

/** Words that are no person's: a table without a line of names begins with one. */
const ORDINARY = new Set(
  "account accountid comment country created createdat customer customerid date email emailaddress externalid firstname id key lastname locale login mail name note phone phonenumber reason role status talkjsid talkjsuserid type uid updatedat user userid username".split(
    " ",
  ),
);

/** What a person may be shown of a table's columns. */
function seen(names: readonly string[]): string {
  const shown = names.filter((name) => ORDINARY.has(bare(name))).map((name) => name.trim());
  const columns = plural(names.length, "column");
  if (shown.length === 0) return `${columns} without a name that is an ordinary word`;
  const others = names.length - shown.length;
  return `${columns} (${shown.join(", ")}${others > 0 ? `, ${plural(others, "other")}` : ""})`;
}

/**
 * The column that is taken.
 * @param asked what a person named; without it the one whose name says that it holds nothing else.
 * @throws {LIST_INVALID} unless there is exactly one.
 */
export function columnOf(
  names: readonly string[],
  { kind, asked, what, line }: { kind: ListKind; asked: string | undefined; what: string; line: number },
): number {
  const place = { what, line, columns: seen(names) };
  const isTaken = (name: string) =>
    asked === undefined ? isKnown(name, kind) : name.trim() === asked.trim();
  const [taken, ...others] = names.flatMap((name, column) => (isTaken(name) ? [column] : []));
  if (taken !== undefined && others.length === 0) return taken;
  throw failure(asked === undefined ? "LIST_INVALID.columns" : "LIST_INVALID.column", place);
}
