import { z } from "zod";
import { badRequest, fail, ok, type Answer } from "../api/answer.js";
import { limitUpTo } from "../api/paging.js";
import { checked } from "../routes/route.js";
import { permissionsOf } from "./access.js";
import type { Hub } from "./call.js";
import { ownSides } from "./calls/conversations.js";
import { NO_SUCH_USER } from "./calls/users.js";
import { ConversationFilterSchema, passesFilter } from "./conversation-filter.js";
import { cursorText, pageOf, type Cursor, type Page, type Place } from "./page.js";
import { messageOf } from "./views/message.js";
import type { Side } from "./views/side.js";
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

type Asked = z.infer<typeof AskedSchema>;

/** What can be searched for, by the path of its address. */
export const SEARCHES = {
  "me/messages/search": searchMessages,
  "me/conversations/search": searchConversations,
};

type Find<T> = (asked: Asked, sides: Side[]) => { items: T[]; placeOf: (item: T) => Place };

/** Messages whose text has each word, the newest first. */
function searchMessages(query: unknown, userId: string, hub: Hub): Answer {
  const find: Find<ReturnType<typeof messageOf> & { conversationId: string }> = (
    { searchString },
    sides,
  ) => ({
    items: sides.flatMap(({ id: conversationId }) =>
      hub.data.conversations
        .messages(conversationId)
        .filter((message) => isFoundBy(searchString, hub.searchIndex.textOf(message)))
        .map((message) => ({ ...messageOf(message, userId), conversationId })),
    ),
    placeOf: ({ id, createdAt }) => ({ at: createdAt, id }),
  });
  return search(query, userId, hub, find);
}

/** Conversations whose subject has each word, or whose `custom.search` has. */
function searchConversations(query: unknown, userId: string, hub: Hub): Answer {
  const find: Find<Side> = ({ searchString }, sides) => ({
    items: sides.filter(({ subject, custom }) =>
      [subject, custom.search].some((text) => isFoundBy(searchString, text ?? "")),
    ),
    placeOf: ({ id, lastMessageAt }) => ({ at: lastMessageAt, id }),
  });
  return search(query, userId, hub, find);
}

function search<T>(query: unknown, userId: string, hub: Hub, find: Find<T>): Answer {
  const { data } = hub;
  if (!data.users.has(userId)) return NO_SUCH_USER;
  if (!permissionsOf(data, userId).search)
    return fail(403, "UNAUTHORIZED_TO_SEARCH", ["this user may not search"]);
  return checked(QuerySchema, query, ({ limit, cursor, ...first }) => {
    // The pages behind the first don't say it again.
    const asked = AskedSchema.safeParse(cursor?.query ?? first);
    if (!asked.success) return badRequest(["searchString: is required, or a cursor"]);
    const sides = ownSides(data, userId).filter((side) => passesFilter(side, asked.data.conversationFilter));
    const { items, placeOf } = find(asked.data, sides);
    const place: { limit: number; cursor?: Cursor | undefined } = { limit, cursor };
    return ok(inLines(pageOf(items, placeOf, "newest-first", place, asked.data)));
  });
}

/** As the client reads it, which reads lines and not JSON. Without a cursor it is the end; the last line has no line end. */
function inLines({ items, cursor }: Page<unknown>): string {
  const lines = items.map((item, i) => `${i === 0 ? "" : ","}${JSON.stringify(item)}\n`);
  return `{"data":[\n${lines.join("")}]${cursor === null ? "" : `,"cursor":${JSON.stringify(cursor)}`}}`;
}
