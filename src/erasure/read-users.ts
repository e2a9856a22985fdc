import { isUnreadable } from "../talkjs/rejected.js";
import type { Verification } from "../model/outcome.js";
import type { TalkJS } from "../talkjs/client.js";
import type { User } from "../talkjs/user.js";

/** Where to find a user again. */
export interface ListedPlace {
  id: string;
  /** The page of the user list in which the scan saw them, if it did. */
  listPage: number | null;
}

/** A user as read now; null when the API doesn't know them. */
export interface Reading {
  user: User | null;
  how: Verification;
  at: Date;
}

export interface ReadOptions {
  /** `startingAfter` of a scanned page; undefined for the first page. */
  cursorOf: (listPage: number) => string | undefined;
  /** Told of everybody on a page that is read, also of those who weren't asked for. */
  onPage?: (users: readonly User[], at: Date) => void;
  clock: () => Date;
  signal: AbortSignal;
}

/**
 * Reads users again with as few requests as can be: those who were seen on one page of the list come with that
 * page, everybody else alone. Whoever is no longer on their page (the list may shift) is asked for by ID, so an
 * answer of null always comes from a 404, never from a page.
 * @returns by user ID; whoever the API refuses to answer about is missing.
 */
export async function readUsers(
  talkjs: TalkJS,
  wanted: ListedPlace[],
  options: ReadOptions,
): Promise<Map<string, Reading>> {
  const readings = new Map<string, Reading>();
  const pages = byPage(wanted);
  const { signal, clock } = options;
  await Promise.all(
    [...pages].map(async ([page, users]) => {
      // One user costs one request either way, and the page would carry 99 strangers along.
      if (users.length === 1) return;
      const answer = await readPage(talkjs, options.cursorOf(page), signal);
      const byId = new Map(answer.map((user) => [user.id, user]));
      const at = clock();
      options.onPage?.(answer, at);
      for (const { id } of users) {
        const user = byId.get(id);
        if (user) readings.set(id, { user, how: "list_page", at });
      }
    }),
  );
  const missing = wanted.filter(({ id }) => !readings.has(id));
  await Promise.all(
    missing.map(async ({ id }) => {
      try {
        const user = await talkjs.user(id).get({ signal });
        readings.set(id, { user, how: "user", at: clock() });
      } catch (error) {
        if (!isUnreadable(error)) throw error;
      }
    }),
  );
  return readings;
}

/** One page; nobody when the API no longer takes the cursor, or it is too large, so that everybody on it is asked for alone. */
async function readPage(
  talkjs: TalkJS,
  startingAfter: string | undefined,
  signal: AbortSignal,
): Promise<User[]> {
  try {
    return await talkjs.users.page({ startingAfter }, { signal });
  } catch (error) {
    if (!isUnreadable(error)) throw error;
    return [];
  }
}

function byPage(wanted: ListedPlace[]): Map<number, ListedPlace[]> {
  const pages = new Map<number, ListedPlace[]>();
  for (const user of wanted) {
    if (user.listPage === null) continue;
    const page = pages.get(user.listPage);
    if (page) page.push(user);
    else pages.set(user.listPage, [user]);
  }
  return pages;
}
