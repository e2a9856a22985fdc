import type { USAGE_ERRORS } from "../../model/errors/usage.js";
import { failure } from "../../base/errors.js";
import type { Invocation } from "../invocation.js";
import { userIdsFrom } from "./user-ids.js";

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
  if (argument === "-") for await (const id of userIdsFrom("-", invocation)) return id;
  if (argument !== undefined && argument.trim() !== "") return argument;
  throw failure(missing);
}
