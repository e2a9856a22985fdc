import { failure } from "../base/errors.js";
import { VERSION_WITH_LEFT_CONVERSATIONS } from "../talkjs/api-version.js";
import { OPERATIONS_PER_BATCH } from "../talkjs/batch.js";
import type { TalkJS } from "../talkjs/client.js";
import { isAddressable } from "../talkjs/request.js";
import { isCreatedBefore } from "../policy/selection.js";
import type { User } from "../talkjs/user.js";

/**
 * The users without any conversation whose last message is after `cutoff`. Ten users are asked about in one
 * `POST /batch`, which has a quota of its own; about who seems inactive, twice. Users made after the cutoff are active and cost nothing, and whose age
 * isn't known may be one of them.
 * @param cutoff Unix milliseconds.
 */
export async function inactiveUsers(
  talkjs: TalkJS,
  users: User[],
  cutoff: number,
  signal: AbortSignal,
): Promise<User[]> {
  // Whose conversations can't be asked for is not shown to be inactive.
  const candidates = users.filter((user) => isCreatedBefore(user, cutoff) === true && isAddressable(user.id));
  const seemingly = await silentUsers(talkjs, candidates, cutoff, signal);
  // One empty list is no proof: who is active would be erased for it.
  return silentUsers(talkjs, seemingly, cutoff, signal);
}

/** Of whom TalkJS answers now that they have no such conversation. */
async function silentUsers(
  talkjs: TalkJS,
  users: User[],
  cutoff: number,
  signal: AbortSignal,
): Promise<User[]> {
  const groups: User[][] = [];
  for (let i = 0; i < users.length; i += OPERATIONS_PER_BATCH)
    groups.push(users.slice(i, i + OPERATIONS_PER_BATCH));
  const inactive = await Promise.all(groups.map((group) => inactiveOf(talkjs, group, cutoff, signal)));
  return inactive.flat();
}

async function inactiveOf(
  talkjs: TalkJS,
  group: User[],
  cutoff: number,
  signal: AbortSignal,
): Promise<User[]> {
  const answers = await talkjs.batch(
    group.map((user) => ({
      method: "GET",
      path: ["users", user.id, "conversations"],
      payload: { limit: "1", lastMessageAfter: String(cutoff) },
      // Whoever has left a conversation that they took part in yesterday isn't inactive.
      version: VERSION_WITH_LEFT_CONVERSATIONS,
    })),
    { signal },
  );
  return group.filter((_, index) => {
    const answer = answers[index];
    const body = answer?.body as { data?: unknown } | undefined;
    // Anything but a list is no proof of inactivity.
    if (answer?.status !== 200 || !Array.isArray(body?.data))
      throw failure("API_INVALID_ANSWER", { route: "POST /batch", problem: "not of the expected shape" });
    return body.data.length === 0;
  });
}
