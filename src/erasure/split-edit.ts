import { isRejected } from "../talkjs/rejected.js";
import type { TalkJS } from "../talkjs/client.js";
import type { CallOptions } from "../talkjs/request.js";
import type { UserEdit } from "../talkjs/user.js";

/**
 * Sends a bulk edit. The API takes all or nothing, so one user that it refuses would hold back the other 99:
 * a refused edit is halved until those users stand alone (about 2·log2(100) requests for one).
 * @param edits user ID → edit, at most 100.
 * @returns the IDs that the API refuses.
 * @throws what the client throws when the API can't be reached or refuses the credentials, and what `beforeSend` throws.
 */
export async function splitEdit(
  talkjs: TalkJS,
  edits: ReadonlyMap<string, UserEdit>,
  options: CallOptions,
): Promise<Set<string>> {
  if (edits.size === 0) return new Set();
  try {
    await talkjs.users.edit(edits, options);
    return new Set();
  } catch (error) {
    if (!isRejected(error)) throw error;
    if (edits.size === 1) return new Set(edits.keys());
    const entries = [...edits];
    const middle = Math.ceil(entries.length / 2);
    const first = await splitEdit(talkjs, new Map(entries.slice(0, middle)), options);
    const second = await splitEdit(talkjs, new Map(entries.slice(middle)), options);
    return new Set([...first, ...second]);
  }
}
