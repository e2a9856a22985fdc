import { z } from "zod";
import { badRequest, fail, ok, type Answer } from "../api/answer.js";
import { limitUpTo } from "../api/paging.js";
import { checked } from "../routes/route.js";
import { permissionsOf } from "./access.js";
import type { Hub } from "./call.js";
import { ownConversations, placeInList } from "./calls/conversations.js";
import { NO_SUCH_USER } from "./calls/users.js";
import { ConversationFilterSchema, passesFilter, type Filtered } from "./conversation-filter.js";
import { cursorText, pageOf, type Place } from "./page.js";
import { messageOf } from "./views/message.js";
import { isFoundBy } from "./words.js";

const MAX_FOUND_PER_PAGE = 50;

const json = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue({ code: "custom", message: "must be JSON" });
    return z.NEVER;
  }
});

/** The client encodes it once more than the address does. */
const encoded = z.string().transform((text, context) => {
  try {
    return decodeURIComponent(text);
  } catch {
    context.addIssue({ code: "custom", message: "must be percent-encoded" });
    return z.NEVER;
  }
});

const AskedSchema = z.strictObject({
  searchString: z.string(),
  conversationFilter: ConversationFilterSchema.optional(),
});

const QuerySchema = z.strictObject({
  searchString: encoded.optional(),
  conversationFilter: json.pipe(ConversationFilterSchema).optional(),
  limit: limitUpTo(MAX_FOUND_PER_PAGE),
  cursor: cursorText.optional(),
});

/** What can be searched for, by the path of its address. */
export const SEARCHES = {
  "me/messages/search": (query, userId, hub) =>
    search(query, userId, hub, (searchString, own) => foundMessages(searchString, own, userId, hub)),
  "me/conversations/search": (query, userId, hub) => search(query, userId, hub, foundConversations),
} as const satisfies Record<string, (query: unknown, userId: string, hub: Hub) => Answer>;

interface Found {
  place: Place;
  shown: object;
}

/** Messages whose text has each word. */
function foundMessages(
  searchString: string,
  own: readonly Filtered[],
  userId: string,
  { data, searchIndex }: Hub,
): Found[] {
  return own.flatMap(({ side: { id: conversationId } }) =>
    data.conversations
      .messages(conversationId)
      .filter((message) => isFoundBy(searchString, searchIndex.textOf(message)))
      .map((message) => ({
        place: { at: message.createdAt, id: message.id },
        shown: { ...messageOf(message, userId), conversationId },
      })),
  );
}

/** Conversations whose subject has each word, or whose `custom.search` has. */
function foundConversations(searchString: string, own: readonly Filtered[]): Found[] {
  return own
    .filter(({ side: { subject, custom } }) =>
      [subject, custom.search].some((text) => isFoundBy(searchString, text ?? "")),
    )
    .map((each) => ({ place: placeInList(each), shown: each.side }));
}

/** The newest first. */
function search(
  query: unknown,
  userId: string,
  hub: Hub,
  find: (searchString: string, own: readonly Filtered[]) => Found[],
): Answer {
  const { data } = hub;
  if (!data.users.has(userId)) return NO_SUCH_USER;
  if (!permissionsOf(data, userId).search)
    return fail(403, "UNAUTHORIZED_TO_SEARCH", ["this user may not search"]);
  return checked(QuerySchema, query, ({ limit, cursor, ...first }) => {
    // The pages behind the first don't say it again.
    const asked = AskedSchema.safeParse(cursor?.query ?? first);
    if (!asked.success) return badRequest(["searchString: is required, or a cursor"]);
    const { searchString, conversationFilter } = asked.data;
    const own = ownConversations(data, userId).filter((each) => passesFilter(each, conversationFilter));
    const found = find(searchString, own);
    const page = pageOf(found, ({ place }) => place, "newest-first", { limit, cursor }, asked.data);
    return ok(
      inLines(
        page.items.map(({ shown }) => shown),
        page.cursor,
      ),
    );
  });
}

/** As the client reads it, which reads lines and not JSON. Without a cursor it is the end; the last line has no line end. */
function inLines(items: readonly object[], cursor: string | null): string {
  const lines = items.map((item, i) => `${i === 0 ? "" : ","}${JSON.stringify(item)}\n`);
  return `{"data":[\n${lines.join("")}]${cursor === null ? "" : `,"cursor":${JSON.stringify(cursor)}`}}`;
}
