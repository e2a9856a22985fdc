import { UsageError } from "./errors.js";
import { userIdsFrom } from "./user-ids.js";

/**
 * One user ID, from an argument or (`-`) from standard input, so that it shows in no history.
 * @param usage how the command is called.
 * @throws {UsageError} when there is none.
 */
export async function oneUserId(argument: string | undefined, usage: string): Promise<string> {
  if (argument === "-") for await (const id of userIdsFrom("-")) return id;
  if (argument !== undefined && argument.trim() !== "") return argument;
  throw new UsageError("Which user?", `${usage}, or - to read the ID from standard input`);
}
