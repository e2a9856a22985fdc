import { LEFT_CONVERSATIONS_GO, UNKNOWN_IS_404 } from "../api/api-version.js";
import { badRequest, EMPTY, list, notFound, ok, type Answer } from "../api/answer.js";
import { participationOf } from "../shapes/conversation.js";
import { conversationJson } from "./views.js";
import { ConversationEditSchema } from "../acts/conversation-edit.js";
import { editConversation } from "../acts/conversations.js";
import { conversationQuery, passes, selectPage, type Listed } from "../api/conversation-query.js";
import type { SandboxData } from "../sandbox-data.js";
import { checked, param, type Call } from "./route.js";

/**
 * Those with access `None` stay in the list, and those that the user left until a version lets them go. Assumption: it is
 * the version of the request for the list that counts, not that of the request by which they left.
 */
export function listUserConversations(call: Call, data: SandboxData): Answer {
  const userId = param(call, "id");
  if (!data.users.has(userId)) return call.version < UNKNOWN_IS_404 ? list([]) : notFound("user");
  return checked(conversationQuery(data.options.maxConversationsPerPage), call.query, (query) => {
    const all = data.conversations
      .ofUser(userId, data.users.people.indexOf(userId))
      .flatMap((conversation): Listed[] => {
        const participation = participationOf(conversation, userId);
        if (participation === undefined) return [];
        const { access, isUnread, hasLeft } = participation;
        if (hasLeft && call.version >= LEFT_CONVERSATIONS_GO) return [];
        return [
          { conversation, lastMessage: data.conversations.lastMessage(conversation.id), access, isUnread },
        ];
      });
    const page = selectPage(all, query);
    if (page === undefined) return badRequest(["startingAfter: no such conversation of this user"]);
    return list(
      page.map(({ conversation, lastMessage }) => conversationJson(data, conversation, lastMessage)),
    );
  });
}

/** Newest first by creation. What depends on one user (`unreadsOnly`, `access`) and another order are refused here. */
export function listConversations(call: Call, data: SandboxData): Answer {
  const { conversations, options } = data;
  const schema = conversationQuery(options.maxConversationsPerPage).omit({
    orderBy: true,
    orderDirection: true,
    offsetTs: true,
    unreadsOnly: true,
  });
  return checked(schema, call.query, (query) => {
    if (query.filter?.access !== undefined)
      return badRequest(["filter.access: only in a user's conversations"]);
    const ids = conversations.newestFirst();
    const last = query.startingAfter === undefined ? -1 : ids.indexOf(query.startingAfter);
    if (query.startingAfter !== undefined && last < 0)
      return badRequest(["startingAfter: no such conversation"]);
    const texts: string[] = [];
    for (let i = last + 1; i < ids.length && texts.length < query.limit; i++) {
      const conversation = conversations.get(ids[i] ?? "");
      if (conversation === undefined) continue;
      const lastMessage = conversations.lastMessage(conversation.id);
      if (passes({ conversation, lastMessage }, query))
        texts.push(conversationJson(data, conversation, lastMessage));
    }
    return list(texts);
  });
}

export function getConversation(call: Call, data: SandboxData): Answer {
  const { conversations } = data;
  const conversation = conversations.get(param(call, "id"));
  if (conversation === undefined) return notFound("conversation");
  return ok(conversationJson(data, conversation, conversations.lastMessage(conversation.id)));
}

export function putConversation(call: Call, data: SandboxData): Answer {
  const id = param(call, "id");
  if (id === "") return notFound("conversation");
  return checked(ConversationEditSchema, call.body, (edit) => {
    if (edit.id !== undefined && edit.id !== id) return badRequest(["id: must be the ID in the path"]);
    const unknown = (edit.participants ?? []).flatMap((userId, i) =>
      data.users.has(userId) ? [] : [`participants.${i}: no such user`],
    );
    if (unknown.length > 0) return badRequest(unknown);
    editConversation(data, id, edit);
    return EMPTY;
  });
}
