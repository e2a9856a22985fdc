import { failure } from "../base/errors.js";
import { fallOf, MAX_FALL } from "../policy/limits.js";
import type { JobContext } from "./context.js";

/**
 * For a pass over all users that no policy bounds.
 * @param seen how many users it has seen, at its end.
 * @throws {USERS_MISSING} when that is far fewer than the last pass saw: TalkJS deletes nobody, so the list was cut short.
 */
export async function demandUsers(
  seen: number,
  { userCounts }: Pick<JobContext, "userCounts">,
): Promise<void> {
  const before = await userCounts.last();
  if (fallOf({ seen, before }) > MAX_FALL) throw failure("USERS_MISSING", { seen, before: before ?? 0 });
}
