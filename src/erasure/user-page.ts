import type { Cipher } from "../ledger/encryption.js";
import type { TalkJS } from "../talkjs/client.js";
import type { User } from "../talkjs/user.js";

/** How far somebody has paged through the users: the number of the next page, and where it begins, encrypted. */
export interface PageCursor {
  page: number;
  /** Null for the first page. */
  cursor: string | null;
}

export interface UserPage {
  users: User[];
  /** Where the page after it begins, encrypted. */
  cursor: string;
}

/**
 * Reads the page of the user list at a cursor.
 * @param place begins what binds a cursor to its page: moved elsewhere it no longer opens.
 * @returns null at the end of the list: only an empty page is the end, for a short page proves nothing.
 */
export async function readUserPage(
  talkjs: TalkJS,
  { page, cursor }: PageCursor,
  { cipher, place, signal }: { cipher: Cipher; place: string; signal: AbortSignal },
): Promise<UserPage | null> {
  const startingAfter = cursor === null ? undefined : cipher.decrypt(cursor, `${place}:${page}`);
  const users = await talkjs.users.page({ startingAfter }, { signal });
  const last = users.at(-1);
  return last ? { users, cursor: cipher.encrypt(last.id, `${place}:${page + 1}`) } : null;
}
