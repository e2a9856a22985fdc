import type { USAGE_ERRORS } from "../../model/errors/usage.js";
import { failure } from "../../base/errors.js";
import type { Invocation } from "../invocation.js";
import type { Entry } from "./list/list.js";
import { openUserIds } from "./user-ids.js";

/**
 * One user ID, from an argument or (`-`) from standard input, so that it shows in no history.
 * @param missing what is told when there is none.
 * @throws {USAGE}
 */
export async function oneUserId(
  invocation: Invocation,
  argument: string | undefined,
  missing: keyof typeof USAGE_ERRORS & `USAGE.nobody${string}`,
): Promise<string> {
  if (argument === "-") return onlyOf(await openUserIds("-", undefined, invocation));
  if (argument !== undefined && argument.trim() !== "") return argument;
  throw failure(missing);
}

/** Whoever hands in several means several: none of them is left out without a word. */
async function onlyOf(entries: AsyncIterable<Entry>): Promise<string> {
  const ids: string[] = [];
  for await (const { value } of entries) {
    if (ids.length > 0) throw failure("USAGE.severalIds");
    ids.push(value);
  }
  return ids[0] ?? "";
}
