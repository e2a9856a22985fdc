import { z } from "zod";
import { badRequest, EMPTY, list, notFound, ok, type Answer } from "../api/answer.js";
import { customEdit } from "../acts/conversation-edit.js";
import { deleteMessage, editMessage, sendMessage } from "../acts/messages.js";
import { removeReaction } from "../acts/reactions.js";
import { participationOf, type SandboxMessage } from "../shapes/conversation.js";
import { limitUpTo, MAX_PAGE } from "../api/paging.js";
import type { SandboxData } from "../sandbox-data.js";
import { messageJson } from "./views.js";
import { checked, param, type Call } from "./route.js";

const MAX_POSTED = 10;

const MessageQuerySchema = z.strictObject({
  limit: limitUpTo(MAX_PAGE),
  startingAfter: z.string().optional(),
});

const MessageEditSchema = z.strictObject({ text: z.string().min(1).optional(), custom: customEdit });

const common = {
  text: z.string().min(1),
  custom: z.record(z.string(), z.string()).default({}),
  referencedMessageId: z.string().nullable().default(null),
  idempotencyKey: z.string().optional(),
};

const PostSchema = z
  .array(
    z.discriminatedUnion("type", [
      z.strictObject({ type: z.literal("UserMessage"), sender: z.string(), ...common }),
      z.strictObject({ type: z.literal("SystemMessage"), ...common }),
    ]),
  )
  .min(1)
  .max(MAX_POSTED);

export function listMessages(call: Call, data: SandboxData): Answer {
  const { conversations } = data;
  const id = param(call, "id");
  if (!conversations.has(id)) return notFound("conversation");
  return checked(MessageQuerySchema, call.query, ({ limit, startingAfter }) => {
    const newestFirst = conversations.messages(id).toReversed();
    const last = newestFirst.findIndex((message) => message.id === startingAfter);
    if (startingAfter !== undefined && last < 0) return badRequest(["startingAfter: no such message"]);
    return list(newestFirst.slice(last + 1, last + 1 + limit).map((message) => messageJson(data, message)));
  });
}

export function getMessage(call: Call, data: SandboxData): Answer {
  const message = find(call, data);
  return message === undefined ? notFound("message") : ok(messageJson(data, message));
}

export function putMessage(call: Call, data: SandboxData): Answer {
  const current = find(call, data);
  if (current === undefined) return notFound("message");
  return checked(MessageEditSchema, call.body, (edit) => {
    editMessage(data, current, edit);
    return EMPTY;
  });
}

export function removeMessage(call: Call, data: SandboxData): Answer {
  const message = find(call, data);
  if (message === undefined) return notFound("message");
  deleteMessage(data, message);
  return EMPTY;
}

export function postMessages(call: Call, data: SandboxData): Answer {
  const conversation = data.conversations.get(param(call, "id"));
  if (conversation === undefined) return notFound("conversation");
  return checked(PostSchema, call.body, (posted) => {
    const strangers = posted.flatMap((message, i) =>
      message.type === "UserMessage" && participationOf(conversation, message.sender)?.access !== "ReadWrite"
        ? [`${i}.sender: must be a participant who may write`]
        : [],
    );
    if (strangers.length > 0) return badRequest(strangers);
    const ids = posted.map((message) => {
      const { type, text, custom, referencedMessageId } = message;
      const senderId = message.type === "UserMessage" ? message.sender : null;
      const draft = { type, senderId, origin: "rest", body: { text }, custom, referencedMessageId } as const;
      return { id: sendMessage(data, conversation.id, draft).id };
    });
    return ok(JSON.stringify(ids));
  });
}

/** Assumption: removing a reaction that is not there is no error, as with participants. */
export function deleteReaction(call: Call, data: SandboxData): Answer {
  const message = find(call, data);
  if (message === undefined) return notFound("message");
  removeReaction(data, message, param(call, "emoji"), param(call, "userId"));
  return EMPTY;
}

function find(call: Call, data: SandboxData): SandboxMessage | undefined {
  const messageId = param(call, "mid");
  return data.conversations.messages(param(call, "id")).find(({ id }) => id === messageId);
}
