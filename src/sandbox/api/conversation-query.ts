import { z } from "zod";
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
 * not list everything.
 */
export function conversationQuery(maxLimit: number) {
  return z.strictObject({
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
}

export type ConversationQuery = z.infer<ReturnType<typeof conversationQuery>>;

/** A conversation in a list. `access` and `isUnread` are those of the user whose list it is. */
export interface Listed {
  conversation: SandboxConversation;
  lastMessage: SandboxMessage | undefined;
  access?: Access;
  isUnread?: boolean;
}

/** The time that a list is ordered by. Assumption: a conversation without messages was last active when it was created. */
export function orderTime(listed: Listed, orderBy: "lastActivity" | "createdAt"): number {
  const { conversation, lastMessage } = listed;
  return orderBy === "createdAt"
    ? conversation.createdAt
    : (lastMessage?.createdAt ?? conversation.createdAt);
}

/** Whether a conversation passes the query's filters. Assumption: the times of a window are exclusive. */
export function passes(listed: Listed, query: ConversationQuery): boolean {
  const { conversation, lastMessage } = listed;
  const { lastMessageBefore, lastMessageAfter, filter } = query;
  if (
    lastMessageBefore !== undefined &&
    !(lastMessage !== undefined && lastMessage.createdAt < lastMessageBefore)
  ) {
    return false;
  }
  if (
    lastMessageAfter !== undefined &&
    !(lastMessage !== undefined && lastMessage.createdAt > lastMessageAfter)
  ) {
    return false;
  }
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
export function selectPage(all: Listed[], query: ConversationQuery): Listed[] | undefined {
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
    .filter((listed) => passes(listed, query))
    .slice(0, query.limit);
}
