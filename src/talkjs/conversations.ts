import { type Conversation, ConversationSchema } from "./conversation.js";
import { Listing, type ListRequest } from "./listing.js";
import type { Api, CallOptions } from "./request.js";

/** The most conversations that the API lists on a page. */
export const CONVERSATIONS_PER_PAGE = 30;

type Equality = "==" | "!=";

/** Which conversations, by their custom fields and by the user's access to them. */
export interface ConversationFilter {
  custom?: Record<string, [Equality, string] | "exists" | "!exists">;
  access?: [Equality, "ReadWrite" | "Read" | "None"];
}

/** @see https://talkjs.com/docs/Reference/REST_API/Conversations/#list-conversations */
export interface ConversationQuery {
  /** @default "lastActivity", which can move a conversation to the front between two pages */
  orderBy?: "lastActivity" | "createdAt" | undefined;
  /** @default "DESC" */
  orderDirection?: "ASC" | "DESC" | undefined;
  /** Lists what comes after this conversation in the order. */
  startingAfter?: string | undefined;
  /** Lists from this moment on in the order, Unix milliseconds. */
  offsetTs?: number | undefined;
  /** Unix milliseconds. */
  lastMessageBefore?: number | undefined;
  /** Unix milliseconds. */
  lastMessageAfter?: number | undefined;
  /** Only those with messages that the user has not read. */
  unreadsOnly?: boolean | undefined;
  filter?: ConversationFilter | undefined;
  /** Conversations a page, 1–30. @default 30 */
  limit?: number | undefined;
  /** Of the API: which conversations are listed depends on it. @default API_VERSION */
  version?: string | undefined;
}

/** The list of a query: `page()` for one page, `for await` for all. */
export function listConversations(
  api: Api,
  where: Pick<ListRequest<Conversation>, "route" | "ids">,
  { startingAfter, limit = CONVERSATIONS_PER_PAGE, version, filter, ...query }: ConversationQuery,
  options?: CallOptions,
): Listing<Conversation> {
  const conditions = { ...query, filter: filter && JSON.stringify(filter) };
  const request = { ...where, item: ConversationSchema, limit, version, startingAfter, query: conditions };
  return new Listing(api, request, options);
}

/** All conversations of the app. */
export class Conversations {
  constructor(private readonly api: Api) {}

  /** One page; empty only when the API says so. */
  page(query: ConversationQuery = {}, options?: CallOptions): Promise<Conversation[]> {
    return listConversations(this.api, { route: "GET /conversations" }, query, options).page();
  }

  /** Page after page. */
  pages(
    query: ConversationQuery = {},
    options?: CallOptions,
  ): AsyncGenerator<Conversation[], void, undefined> {
    return listConversations(this.api, { route: "GET /conversations" }, query, options)[
      Symbol.asyncIterator
    ]();
  }
}
