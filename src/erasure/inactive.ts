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
  const alone = new Set(await unreached(talkjs, candidates, signal));
  const together = candidates.filter((user) => !alone.has(user));
  const seemingly = await silentUsers(talkjs, together, cutoff, signal);
  // One empty list is no proof: who is active would be erased for it.
  const silent = new Set(await silentUsers(talkjs, seemingly, cutoff, signal));
  for (const user of await silentAlone(talkjs, [...alone], cutoff, signal)) silent.add(user);
  return candidates.filter((user) => silent.has(user));
}

/**
 * Those of whom a batch may speak without reaching them. No document says whether the paths of a batch are decoded; if they
 * aren't, whoever has an ID that must be encoded would seem to have no conversations at all. One of them is asked for: a batch
 * that answers with that user decodes.
 */
async function unreached(talkjs: TalkJS, users: User[], signal: AbortSignal): Promise<User[]> {
  const encoded = users.filter(({ id }) => encodeURIComponent(id) !== id);
  const [first] = encoded;
  if (first === undefined) return [];
  const [answer] = await talkjs.batch([{ method: "GET", path: ["users", first.id] }], { signal });
  const body = answer?.body as { id?: unknown } | undefined;
  return answer?.status === 200 && body?.id === first.id ? [] : encoded;
}

/** As below, one request each, whose empty list is asked for twice. */
async function silentAlone(
  talkjs: TalkJS,
  users: User[],
  cutoff: number,
  signal: AbortSignal,
): Promise<User[]> {
  const query = { limit: 1, lastMessageAfter: cutoff, version: VERSION_WITH_LEFT_CONVERSATIONS };
  const pages = await Promise.all(
    users.map((user) => talkjs.user(user.id).conversations(query, { signal }).page()),
  );
  return users.filter((_, index) => pages[index]?.length === 0);
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
