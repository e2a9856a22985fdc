import { z } from "zod";
import { failure } from "../base/errors.js";
import { Listing } from "./listing.js";
import { type Api, assertWellFormed, type CallOptions, endpoint } from "./request.js";
import { type User, type UserEdit, UserSchema } from "./user.js";

/** The most users that the API lists on a page and edits in a call. */
export const USERS_PER_CALL = 100;

export interface UserQuery {
  /** Lists the users after this one, newest first. */
  startingAfter?: string | undefined;
  /** Users a page, 1–100. @default 100 */
  limit?: number | undefined;
  /** Only those who are (not) online now. */
  isOnline?: boolean | undefined;
}

/** All users of the app. */
export class Users {
  constructor(private readonly api: Api) {}

  /** One page; empty only when the API says that there is nobody (more). */
  page(query: UserQuery = {}, options?: CallOptions): Promise<User[]> {
    return this.#list(query, options).page();
  }

  /**
   * Page after page.
   * @example for await (const page of talkjs.users.pages({ isOnline: false })) …
   */
  pages(query: UserQuery = {}, options?: CallOptions): AsyncGenerator<User[], void, undefined> {
    return this.#list(query, options)[Symbol.asyncIterator]();
  }

  /**
   * Edits up to 100 users in one request, by ID; a Map or an object. All or nothing: API_REJECTED with status 400
   * says that at least one was refused, so that none was changed.
   * @throws API_TOO_MANY, API_ID_UNADDRESSABLE before anything is sent
   */
  async edit(
    edits: ReadonlyMap<string, UserEdit> | Readonly<Record<string, UserEdit>>,
    options?: CallOptions,
  ): Promise<void> {
    const entries: [string, UserEdit][] = isMap(edits) ? [...edits] : Object.entries(edits);
    if (entries.length === 0) return;
    if (entries.length > USERS_PER_CALL)
      throw failure("API_TOO_MANY", { most: USERS_PER_CALL, what: "users" });
    const request = endpoint("PUT /users");
    for (const [id] of entries) assertWellFormed(id, request.route);
    // fromEntries defines its keys, where an assignment to a key `__proto__` would be lost.
    const body = JSON.stringify(Object.fromEntries(entries));
    await this.api({ ...request, body, meter: "rest", answer: z.unknown() }, options);
  }

  #list(
    { startingAfter, limit = USERS_PER_CALL, isOnline }: UserQuery,
    options?: CallOptions,
  ): Listing<User> {
    const request = {
      route: "GET /users",
      item: UserSchema,
      limit,
      startingAfter,
      query: { isOnline },
    } as const;
    return new Listing(this.api, request, options);
  }
}

function isMap<V>(
  edits: ReadonlyMap<string, V> | Readonly<Record<string, V>>,
): edits is ReadonlyMap<string, V> {
  return edits instanceof Map;
}
