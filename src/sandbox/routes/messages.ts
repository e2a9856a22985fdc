import { z } from "zod";
import { badRequest, EMPTY, list, notFound, ok, type Answer } from "../api/answer.js";
import { mergeFields, MessageEditSchema } from "../acts/conversation-edit.js";
import { participationOf, type SandboxConversation, type SandboxMessage } from "../invented/conversation.js";
import { limitUpTo, MAX_PAGE } from "../api/paging.js";
import type { SandboxData } from "../sandbox-data.js";
import { checked, param, type Call } from "./route.js";

const MAX_POSTED = 10;

const MessageQuerySchema = z.strictObject({
  limit: limitUpTo(MAX_PAGE),
  startingAfter: z.string().optional(),
});

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

export function listMessages(call: Call, { conversations }: SandboxData): Answer {
  const id = param(call, "id");
  if (!conversations.has(id)) return notFound("conversation");
  return checked(MessageQuerySchema, call.query, ({ limit, startingAfter }) => {
    const newestFirst = conversations.messages(id).toReversed();
    const last = newestFirst.findIndex((message) => message.id === startingAfter);
    if (startingAfter !== undefined && last < 0) return badRequest(["startingAfter: no such message"]);
    return list(newestFirst.slice(last + 1, last + 1 + limit).map((message) => JSON.stringify(message)));
  });
}

export function getMessage(call: Call, data: SandboxData): Answer {
  const message = find(call, data);
  return message === undefined ? notFound("message") : ok(JSON.stringify(message));
}

export function putMessage(call: Call, data: SandboxData): Answer {
  const current = find(call, data);
  if (current === undefined) return notFound("message");
  return checked(MessageEditSchema, call.body, (edit) => {
    const now = data.now();
    const message: SandboxMessage = { ...current, editedAt: now };
    const fields = mergeFields(message, edit, ["text"]);
    if (fields.length > 0) keep(data, message, fields, now);
    return EMPTY;
  });
}

export function deleteMessage(call: Call, data: SandboxData): Answer {
  const message = find(call, data);
  if (message === undefined) return notFound("message");
  data.conversations.deleteMessage(message.conversationId, message.id);
  data.journal.append(data.now(), { conversation: message.conversationId, message: message.id }, ["deleted"]);
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
    const now = data.now();
    const ids = posted.map((message) => {
      const id = data.conversations.nextMessageId(conversation.id);
      const senderId = message.type === "UserMessage" ? message.sender : null;
      const { type, text, custom, referencedMessageId } = message;
      const kept = { id, conversationId: conversation.id, type, senderId, text, custom, referencedMessageId };
      const rest = {
        readBy: [],
        origin: "rest",
        location: null,
        attachment: null,
        createdAt: now,
        editedAt: null,
      };
      keep(data, { ...kept, ...rest }, ["text"], now);
      return { id };
    });
    markUnread(
      data,
      conversation,
      new Set(posted.map((m) => (m.type === "UserMessage" ? m.sender : undefined))),
    );
    return ok(JSON.stringify(ids));
  });
}

/** Assumption: removing a reaction that is not there is no error, as with participants. */
export function deleteReaction(call: Call, data: SandboxData): Answer {
  const message = find(call, data);
  if (message === undefined) return notFound("message");
  const emoji = param(call, "emoji");
  const reactions = new Map(Object.entries(message.reactions ?? {}));
  const users = reactions.get(emoji) ?? [];
  const rest = users.filter((userId) => userId !== param(call, "userId"));
  if (rest.length === users.length) return EMPTY;
  if (rest.length > 0) reactions.set(emoji, rest);
  else reactions.delete(emoji);
  keep(data, { ...message, reactions: Object.fromEntries(reactions) }, ["reactions"], data.now());
  return EMPTY;
}

function find(call: Call, data: SandboxData): SandboxMessage | undefined {
  const messageId = param(call, "mid");
  return data.conversations.messages(param(call, "id")).find(({ id }) => id === messageId);
}

function keep(data: SandboxData, message: SandboxMessage, fields: readonly string[], now: number): void {
  data.conversations.putMessage(message);
  data.journal.append(now, { conversation: message.conversationId, message: message.id }, fields);
}

function markUnread(
  data: SandboxData,
  conversation: SandboxConversation,
  senders: ReadonlySet<string | undefined>,
): void {
  const participants = Object.entries(conversation.participants).map(
    ([id, participation]) =>
      [id, { ...participation, isUnread: participation.isUnread || !senders.has(id) }] as const,
  );
  data.conversations.put({ ...conversation, participants: Object.fromEntries(participants) });
}
