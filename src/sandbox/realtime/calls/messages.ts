import { z } from "zod";
import { customEdit } from "../../acts/conversation-edit.js";
import { deleteMessage, editMessage, sendMessage } from "../../acts/messages.js";
import { badRequest, EMPTY, fail, ok, type Answer } from "../../api/answer.js";
import { MAX_PAGE } from "../../api/paging.js";
import { checked } from "../../routes/route.js";
import { MAX_TEXT_CHARS } from "../../routes/messages.js";
import type { SandboxConversation, SandboxMessage } from "../../shapes/conversation.js";
import { plainOf } from "../../shapes/markup.js";
import type { World } from "../../store/world.js";
import { asReader, asWriter, permissionsOf } from "../access.js";
import { param, unwatch, watch, type Hub, type RealtimeCall } from "../call.js";
import { contentFrom, neededFor, SentContentSchema, type SentContent } from "../content.js";
import { pageOf, pageQuery } from "../page.js";
import { topicPart, type Topic } from "../subscriptions.js";
import { messageOf } from "../views/message.js";

const SendSchema = z.strictObject({
  content: SentContentSchema,
  custom: z.record(z.string(), z.string()).default({}),
  referencedMessageId: z.string().nullable().default(null),
  idempotencyKey: z.string().min(1).optional(),
});

const EditSchema = z.strictObject({ content: SentContentSchema.optional(), custom: customEdit });

export const NO_MESSAGE = fail(404, "MESSAGE_NOT_FOUND", ["no such message"]);
const NO_SUCH_FILE = badRequest(["content.0.fileToken: no such file"]);

const topicOf = (call: RealtimeCall): Topic => ({
  of: "conversation",
  id: param(call, "c"),
  part: topicPart("messages"),
});

export function listMessages(call: RealtimeCall, hub: Hub): Answer {
  return asReader(call, hub, ({ id }) =>
    checked(pageQuery(MAX_PAGE), call.data, (query) => {
      const placeOf = ({ createdAt, id }: SandboxMessage) => ({ at: createdAt, id });
      const { items, cursor } = pageOf(hub.data.conversations.messages(id), placeOf, "newest-first", query);
      const data = items.map((message) => messageOf(message, call.from.userId));
      return ok(JSON.stringify({ data, cursor }));
    }),
  );
}

export function getMessage(call: RealtimeCall, hub: Hub): Answer {
  return asReader(call, hub, (conversation) => {
    const message = findMessage(call, hub.data, conversation);
    return message === undefined ? NO_MESSAGE : ok(JSON.stringify(messageOf(message, call.from.userId)));
  });
}

export function subscribeMessages(call: RealtimeCall, hub: Hub): Answer {
  return watch(call, hub, [topicOf(call)]);
}

export function unsubscribeMessages(call: RealtimeCall, hub: Hub): Answer {
  return unwatch(call, hub, topicOf(call));
}

/** The same key again is the same message: the client repeats what it doesn't know to have arrived. */
export function postMessage(call: RealtimeCall, hub: Hub): Answer {
  const { data } = hub;
  return asWriter(call, hub, (conversation) =>
    checked(SendSchema, call.data, ({ content, referencedMessageId, idempotencyKey, custom }) => {
      const refusal = refusalOf(call, data, content);
      if (refusal !== undefined) return refusal;
      if (isEmpty(content)) return badRequest(["content: says nothing"]);
      const kept = contentFrom(content, data.files);
      if (kept === undefined) return NO_SUCH_FILE;
      if (referencedMessageId !== null && !canBeReferenced(data, conversation, referencedMessageId))
        return badRequest(["referencedMessageId: no such message of a user in this conversation"]);
      const draft = {
        type: "UserMessage",
        senderId: call.from.userId,
        // As documented, for what isn't sent by the classic SDK.
        origin: "rest",
        body: { content: kept },
        custom,
        referencedMessageId,
      } as const;
      const { id } = sendMessage(data, conversation.id, draft, idempotencyKey);
      return ok(JSON.stringify({ id }));
    }),
  );
}

export function patchMessage(call: RealtimeCall, hub: Hub): Answer {
  const { data } = hub;
  return asAuthor(call, hub, "editOwnMessages", (message) =>
    checked(EditSchema, call.data, ({ content, custom }) => {
      if (content === undefined) return apply(data, message, { custom });
      const refusal = refusalOf(call, data, content);
      if (refusal !== undefined) return refusal;
      const { emptyText } = data.settings.assumed;
      if (isEmpty(content) && emptyText === "refused") return badRequest(["content: says nothing"]);
      if (isEmpty(content) && emptyText === "ignored") return apply(data, message, { custom });
      const kept = contentFrom(content, data.files);
      return kept === undefined ? NO_SUCH_FILE : apply(data, message, { content: kept, custom });
    }),
  );
}

export function removeMessage(call: RealtimeCall, hub: Hub): Answer {
  return asAuthor(call, hub, "deleteOwnMessages", (message) => {
    deleteMessage(hub.data, message);
    return EMPTY;
  });
}

export function findMessage(
  call: RealtimeCall,
  { conversations }: World,
  { id: conversationId }: SandboxConversation,
): SandboxMessage | undefined {
  return conversations.message(conversationId, param(call, "m"));
}

function apply(world: World, message: SandboxMessage, edit: Parameters<typeof editMessage>[2]): Answer {
  editMessage(world, message, edit);
  return EMPTY;
}

/** Runs `then` with the message `{m}`, if it is the caller's own and they may still write in its conversation. */
function asAuthor(
  call: RealtimeCall,
  hub: Hub,
  permission: "editOwnMessages" | "deleteOwnMessages",
  then: (message: SandboxMessage) => Answer,
): Answer {
  return asWriter(call, hub, (conversation) => {
    const message = findMessage(call, hub.data, conversation);
    if (message === undefined) return NO_MESSAGE;
    const { userId } = call.from;
    if (message.senderId !== userId || !permissionsOf(hub.data, userId)[permission])
      return fail(403, "UNAUTHORIZED_TO_EDIT_MESSAGE", ["this user may not do that with this message"]);
    return then(message);
  });
}

/** Why a role may not send what a message consists of. */
function refusalOf(call: RealtimeCall, world: World, content: SentContent): Answer | undefined {
  const permissions = permissionsOf(world, call.from.userId);
  const missing = neededFor(content).filter((permission) => !permissions[permission]);
  if (missing.length > 0)
    return fail(403, "UNAUTHORIZED_TO_SEND", [`this user's role lacks ${missing.join(" and ")}`]);
  const [block] = content;
  const isTooLong = block.type === "text" && plainOf(block.children).length > MAX_TEXT_CHARS;
  return isTooLong && world.settings.assumed.longText === "refused"
    ? badRequest(["content: is too long"])
    : undefined;
}

function isEmpty([block]: SentContent): boolean {
  return block.type === "text" && plainOf(block.children) === "";
}

function canBeReferenced(world: World, { id }: SandboxConversation, messageId: string): boolean {
  const message = world.conversations.message(id, messageId);
  return message !== undefined && message.senderId !== null;
}
