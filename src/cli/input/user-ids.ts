import type { Invocation } from "../invocation.js";
import { USER_IDS } from "./list/kind.js";
import { openList, type Entry } from "./list/list.js";

/** What a command says of a list of user IDs. */
export const IDS_HELP =
  "one user ID on each line, JSON lines or a table (CSV); UTF-8, UTF-16, also gzip; - for standard input";
export const COLUMN_HELP = "of a table, or of JSON lines that are objects: where the user IDs stand";

/**
 * A list of user IDs, recognised. @param column where a person says so.
 * @throws {LIST_INVALID | USAGE} before anything is done with it.
 */
export const openUserIds = (
  source: string,
  column: string | undefined,
  invocation: Invocation,
): Promise<AsyncGenerator<Entry>> => openList(source, USER_IDS, { asked: column, invocation });

/** What is listed, without where. */
export async function* valuesOf(entries: AsyncIterable<Entry> | Iterable<Entry>): AsyncGenerator<string> {
  for await (const { value } of entries) yield value;
}
