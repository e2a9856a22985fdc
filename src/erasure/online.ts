import type { Pseudonyms } from "../audit/pseudonyms.js";
import type { TalkJS } from "../talkjs/client.js";

/** Pseudonyms of everybody who is online now. */
export async function onlineSubjects(
  talkjs: TalkJS,
  pseudonyms: Pseudonyms,
  signal: AbortSignal,
): Promise<Set<string>> {
  const online = new Set<string>();
  for await (const page of talkjs.users.pages({ isOnline: true }, { signal })) {
    for (const user of page) online.add(pseudonyms.subject(user.id));
  }
  return online;
}
