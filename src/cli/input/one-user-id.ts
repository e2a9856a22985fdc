import { UsageError } from "../errors.js";
import type { Invocation } from "../invocation.js";
import { userIdsFrom } from "./user-ids.js";

/**
 * One user ID, from an argument or (`-`) from standard input, so that it shows in no history.
 * @param question asked, with how the command is called (`usage`), when there is none.
 * @throws {UsageError}
 */
export async function oneUserId(
  invocation: Invocation,
  argument: string | undefined,
  question: string,
  usage: string,
): Promise<string> {
  if (argument === "-") for await (const id of userIdsFrom("-", invocation)) return id;
  if (argument !== undefined && argument.trim() !== "") return argument;
  throw new UsageError(question, usage);
}
