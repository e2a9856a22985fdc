import { z } from "zod";
import { markRead } from "../acts/reading.js";
import { badRequest, EMPTY, list, notFound, type Answer } from "../api/answer.js";
import { LEFT_CONVERSATIONS_GO, UNKNOWN_IS_404 } from "../api/api-version.js";
import { conversationQuery, selectPage, type Listed } from "../api/conversation-query.js";
import type { SandboxData } from "../sandbox-data.js";
import { participationOf, presentIn, type Participation } from "../shapes/conversation.js";
import { checked, param, type Call } from "./route.js";
import { conversationJson } from "../views/rest.js";

/** Those with access `None` stay in the list, and those that the user left until a version lets them go. */
export function listUserConversations(call: Call, data: SandboxData): Answer {
  const userId = param(call, "id");
  if (!data.users.has(userId)) return call.version < UNKNOWN_IS_404 ? list([]) : notFound("user");
  const { conversations, options, settings } = data;
  return checked(conversationQuery(options.maxConversationsPerPage, call.version), call.query, (query) => {
    const all = conversations
      .ofUser(userId, data.users.people.indexOf(userId))
      .flatMap((conversation): Listed[] => {
        const participation = participationOf(conversation, userId);
        if (participation === undefined || hasGone(participation, call.version, data)) return [];
        const { access, isUnread } = participation;
        const lastMessage = conversations.lastMessage(conversation.id);
        const activityAt = conversations.activityAt(conversation.id);
        return [{ conversation, lastMessage, activityAt, access, isUnread }];
      });
    const page = selectPage(all, query, settings.assumed.emptyConversationBefore === "yes");
    if (page === undefined) return badRequest(["startingAfter: no such conversation of this user"]);
    return list(
      page.map(({ conversation, lastMessage }) => conversationJson(data, conversation, lastMessage)),
    );
  });
}

function hasGone(participation: Participation, version: string, { settings }: SandboxData): boolean {
  if (participation.hasLeft === undefined) return false;
  return settings.assumed.leftInList === "of-the-list"
    ? version >= LEFT_CONVERSATIONS_GO
    : participation.staysListed === undefined;
}

const ReadSchema = z.strictObject({
  readUntil: z.union([z.number().int().min(0), z.literal("sent")], "must be a Unix time in ms, or sent"),
});

/** They have read up to a time, or everything that was sent. */
export function patchUserConversation(call: Call, data: SandboxData): Answer {
  return checked(ReadSchema, call.body, ({ readUntil }) => {
    const userId = param(call, "id");
    const conversation = data.conversations.get(param(call, "cid"));
    if (conversation === undefined || presentIn(conversation, userId) === undefined)
      return notFound("participant");
    markRead(data, conversation, userId, readUntil === "sent" ? undefined : readUntil);
    return EMPTY;
  });
}
