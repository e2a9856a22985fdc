import { z } from "zod";
import { CONVERSATIONS_SORTABLE } from "./api-version.js";
import type { Access, SandboxConversation, SandboxMessage } from "../shapes/conversation.js";
import { flag, limitUpTo, timestamp } from "./paging.js";

const access = z.enum(["ReadWrite", "Read", "None"]);

const FilterSchema = z.strictObject({
  custom: z
    .record(
      z.string(),
      z.union([z.tuple([z.enum(["==", "!="]), z.string()]), z.enum(["exists", "!exists"])], {
        error: 'must be ["==", text], ["!=", text], "exists" or "!exists"',
      }),
    )
    .optional(),
  access: z.tuple([z.enum(["==", "!="]), access]).optional(),
});

const filter = z
  .string()
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue({ code: "custom", message: "must be JSON" });
      return z.NEVER;
    }
  })
  .pipe(FilterSchema)
  .optional();

/**
 * The query of a list of conversations. Assumption: unknown parameters are refused, so that a misspelt filter does
 * not list everything; so are those that its version of the API has not yet.
 */
export function conversationQuery(maxLimit: number, version: string) {
  const all = z.strictObject({
    limit: limitUpTo(maxLimit),
    startingAfter: z.string().optional(),
    orderBy: z.enum(["lastActivity", "createdAt"]).optional(),
    orderDirection: z.enum(["DESC", "ASC"]).optional(),
    offsetTs: timestamp,
    lastMessageBefore: timestamp,
    lastMessageAfter: timestamp,
    unreadsOnly: flag,
    filter,
  });
  if (version >= CONVERSATIONS_SORTABLE) return all;
  const absent = z.undefined(`not before API version ${CONVERSATIONS_SORTABLE}`).optional();
  return all.extend({
    orderBy: absent.transform(() => "createdAt" as const),
    orderDirection: absent,
    offsetTs: absent,
  });
}

export type ConversationQuery = z.infer<ReturnType<typeof conversationQuery>>;

/** A conversation in a list. `access` and `isUnread` are those of the user whose list it is; `activityAt` in Unix ms. */
export interface Listed {
  conversation: SandboxConversation;
  lastMessage: SandboxMessage | undefined;
  activityAt: number;
  access?: Access;
  isUnread?: boolean;
}

/** The time that a list is ordered by. */
function orderTime(listed: Listed, orderBy: "lastActivity" | "createdAt"): number {
  return orderBy === "createdAt" ? listed.conversation.createdAt : listed.activityAt;
}

/**
 * Whether a conversation passes the query's filters. Assumption: the times of a window are exclusive. `takesEmpty`: whether
 * one without messages is before a time by its creation.
 */
export function passes(listed: Listed, query: ConversationQuery, takesEmpty: boolean): boolean {
  const { conversation, lastMessage } = listed;
  const { lastMessageBefore, lastMessageAfter, filter } = query;
  const at = lastMessage === undefined ? undefined : listed.activityAt;
  const before = at ?? (takesEmpty ? conversation.createdAt : undefined);
  if (lastMessageBefore !== undefined && !(before !== undefined && before < lastMessageBefore)) return false;
  if (lastMessageAfter !== undefined && !(at !== undefined && at > lastMessageAfter)) return false;
  if (query.unreadsOnly === true && listed.isUnread !== true) return false;
  if (filter?.access !== undefined) {
    const [operator, wanted] = filter.access;
    if ((listed.access === wanted) !== (operator === "==")) return false;
  }
  return Object.entries(filter?.custom ?? {}).every(([key, test]) => {
    const value = Object.hasOwn(conversation.custom, key) ? conversation.custom[key] : undefined;
    if (test === "exists") return value !== undefined;
    if (test === "!exists") return value === undefined;
    return (value === test[1]) === (test[0] === "==");
  });
}

/** Orders, skips and filters. Undefined when `startingAfter` is not in the list. */
export function selectPage(
  all: Listed[],
  query: ConversationQuery,
  takesEmpty: boolean,
): Listed[] | undefined {
  const { orderBy = "lastActivity", orderDirection = "DESC", startingAfter, offsetTs } = query;
  const sign = orderDirection === "DESC" ? -1 : 1;
  const time = (listed: Listed) => orderTime(listed, orderBy);
  const byId = (a: Listed, b: Listed) => (a.conversation.id < b.conversation.id ? -1 : 1);
  const sorted = all.sort((a, b) => sign * (time(a) - time(b)) || byId(a, b));
  const last = sorted.findIndex(({ conversation }) => conversation.id === startingAfter);
  if (startingAfter !== undefined && last < 0) return undefined;
  return sorted
    .slice(last + 1)
    .filter((listed) => offsetTs === undefined || sign * (time(listed) - offsetTs) > 0)
    .filter((listed) => passes(listed, query, takesEmpty))
    .slice(0, query.limit);
}
