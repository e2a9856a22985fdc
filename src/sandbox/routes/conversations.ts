import { ConversationEditSchema } from "../acts/conversation-edit.js";
import { deleteConversation, editConversation } from "../acts/conversations.js";
import { badRequest, EMPTY, list, notFound, ok, type Answer } from "../api/answer.js";
import { conversationQuery, passes, type ConversationQuery } from "../api/conversation-query.js";
import type { SandboxData } from "../sandbox-data.js";
import { checked, param, type Call } from "./route.js";
import { conversationJson } from "../views/rest.js";

/** What depends on one user (`unreadsOnly`, `access`) is refused here. */
export function listConversations(call: Call, data: SandboxData): Answer {
  const { conversations, options, settings } = data;
  const takesEmpty = settings.assumed.emptyConversationBefore === "yes";
  return checked(conversationQuery(options.maxConversationsPerPage, call.version), call.query, (query) => {
    const { orderBy = "lastActivity", orderDirection = "DESC", startingAfter, limit } = query;
    const reasons = [
      ...(query.filter?.access === undefined ? [] : ["filter.access: only in a user's conversations"]),
      ...(query.unreadsOnly === undefined ? [] : ["unreadsOnly: only in a user's conversations"]),
    ];
    if (reasons.length > 0) return badRequest(reasons);
    const ids = orderBy === "createdAt" ? conversations.newestFirst() : conversations.lastActiveFirst();
    const step = orderDirection === "DESC" ? 1 : -1;
    const found = startingAfter === undefined ? undefined : ids.indexOf(startingAfter);
    if (found === -1) return badRequest(["startingAfter: no such conversation"]);
    const first = found === undefined ? (step === 1 ? 0 : ids.length - 1) : found + step;
    const texts: string[] = [];
    for (let i = first; i >= 0 && i < ids.length && texts.length < limit; i += step) {
      const conversation = conversations.get(ids[i] ?? "");
      if (conversation === undefined) continue;
      const lastMessage = conversations.lastMessage(conversation.id);
      const activityAt = conversations.activityAt(conversation.id);
      const at = orderBy === "createdAt" ? conversation.createdAt : activityAt;
      if (isBehind(at, query, step) && passes({ conversation, lastMessage, activityAt }, query, takesEmpty))
        texts.push(conversationJson(data, conversation, lastMessage));
    }
    return list(texts);
  });
}

function isBehind(at: number, { offsetTs }: ConversationQuery, step: number): boolean {
  return offsetTs === undefined || step * (offsetTs - at) > 0;
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

/** Irrevocably, with all messages, metadata and participations. @see https://talkjs.com/docs/REST_API/Conversations/ */
export function removeConversation(call: Call, data: SandboxData): Answer {
  const conversation = data.conversations.get(param(call, "id"));
  if (conversation === undefined) {
    return data.settings.assumed.conversationDeletedTwice === "taken" ? EMPTY : notFound("conversation");
  }
  deleteConversation(data, conversation);
  return EMPTY;
}
