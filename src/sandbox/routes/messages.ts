import { z } from "zod";
import { customEdit } from "../acts/conversation-edit.js";
import { deleteMessage, editMessage, sendMessage, type Draft } from "../acts/messages.js";
import { badRequest, EMPTY, list, notFound, ok, type Answer } from "../api/answer.js";
import { limitUpTo, MAX_PAGE } from "../api/paging.js";
import type { SandboxData } from "../sandbox-data.js";
import { participationOf, type SandboxMessage } from "../shapes/conversation.js";
import { checked, param, type Call } from "./route.js";
import { messageJson } from "../views/rest.js";

export const MAX_POSTED = 10;
/** Of a text, where it is assumed that there is a bound. */
export const MAX_TEXT_CHARS = 65_536;

const MessageQuerySchema = z.strictObject({
  limit: limitUpTo(MAX_PAGE),
  startingAfter: z.string().optional(),
});

const MessageEditSchema = z.strictObject({ text: z.string().nullable().optional(), custom: customEdit });

const common = {
  text: z.string().min(1).optional(),
  attachmentToken: z.string().optional(),
  custom: z.record(z.string(), z.string()).default({}),
  referencedMessageId: z.string().nullable().default(null),
  idempotencyKey: z.string().min(1).optional(),
};

const PostSchema = z
  .array(
    z.discriminatedUnion("type", [
      z.strictObject({
        type: z.literal("UserMessage"),
        sender: z.string(),
        location: z.tuple([z.number(), z.number()]).optional(),
        ...common,
      }),
      z.strictObject({ type: z.literal("SystemMessage"), ...common }),
    ]),
  )
  .min(1)
  .max(MAX_POSTED);

type Posted = z.infer<typeof PostSchema>[number];

export function listMessages(call: Call, data: SandboxData): Answer {
  const { conversations, settings } = data;
  const id = param(call, "id");
  if (!conversations.has(id)) return notFound("conversation");
  return checked(MessageQuerySchema, call.query, ({ limit, startingAfter }) => {
    const newestFirst = conversations.messages(id).toReversed();
    const answer = (first: number) =>
      list(newestFirst.slice(first, first + limit).map((message) => messageJson(data, message)));
    if (startingAfter === undefined) return answer(0);
    const found = newestFirst.findIndex((message) => message.id === startingAfter);
    if (found >= 0) return answer(found + 1);
    const createdAt = conversations.deletedCreatedAt(id, startingAfter);
    const { deletedCursor } = settings.assumed;
    if (createdAt === undefined || deletedCursor === "refused")
      return badRequest(["startingAfter: no such message"]);
    if (deletedCursor === "empty") return list([]);
    const next = newestFirst.findIndex((message) => message.createdAt <= createdAt);
    return next < 0 ? list([]) : answer(next);
  });
}

export function getMessage(call: Call, data: SandboxData): Answer {
  const message = findMessage(call, data);
  return message === undefined ? notFound("message") : ok(messageJson(data, message));
}

export function putMessage(call: Call, data: SandboxData): Answer {
  const current = findMessage(call, data);
  if (current === undefined) return notFound("message");
  return checked(MessageEditSchema, call.body, (edit) => {
    const reasons = editReasons(current, edit.text, data);
    if (reasons.length > 0) return badRequest(reasons);
    const isIgnored = !edit.text && data.settings.assumed.emptyText === "ignored";
    editMessage(data, current, isIgnored ? { custom: edit.custom } : edit);
    return EMPTY;
  });
}

/** What is wrong with a new text, as it is assumed that TalkJS judges it. */
function editReasons(message: SandboxMessage, text: string | null | undefined, data: SandboxData): string[] {
  const { assumed } = data.settings;
  const isRich = message.attachment !== null || message.location !== null;
  return [
    ...(message.type === "SystemMessage" && assumed.systemMessageEdit === "refused"
      ? ["a system message can't be edited"]
      : []),
    ...(text === null && assumed.emptyText === "refused" ? ["text: can't be null"] : []),
    ...(text === "" && assumed.emptyText === "refused" ? ["text: can't be empty"] : []),
    ...(text && text.length > MAX_TEXT_CHARS && assumed.longText === "refused" ? ["text: is too long"] : []),
    ...(text !== undefined && isRich && assumed.textOverAttachment === "refused"
      ? ["text: the message has an attachment or a location"]
      : []),
  ];
}

export function removeMessage(call: Call, data: SandboxData): Answer {
  const message = findMessage(call, data);
  if (message === undefined) {
    const isTaken = data.settings.assumed.messageDeletedTwice === "taken";
    return isTaken && data.conversations.has(param(call, "id")) ? EMPTY : notFound("message");
  }
  deleteMessage(data, message);
  return EMPTY;
}

export function postMessages(call: Call, data: SandboxData): Answer {
  const conversation = data.conversations.get(param(call, "id"));
  if (conversation === undefined) return notFound("conversation");
  return checked(PostSchema, call.body, (posted) => {
    const bodies = posted.map((message) => bodyOf(message, data));
    const reasons = posted.flatMap((message, i) => {
      const body = bodies[i];
      const referenced = message.referencedMessageId;
      return [
        ...(typeof body === "string" ? [`${i}.${body}`] : []),
        ...(message.type === "UserMessage" &&
        participationOf(conversation, message.sender)?.access !== "ReadWrite"
          ? [`${i}.sender: must be a participant who may write`]
          : []),
        ...(referenced !== null && data.conversations.message(conversation.id, referenced) === undefined
          ? [`${i}.referencedMessageId: no such message in this conversation`]
          : []),
      ];
    });
    if (reasons.length > 0) return badRequest(reasons);
    const ids = posted.map((message, i) => ({ id: post(message, bodies[i], conversation.id, data) }));
    return ok(JSON.stringify(ids));
  });
}

/** The same key again is the same message. */
function post(
  message: Posted,
  body: Draft["body"] | string | undefined,
  conversationId: string,
  data: SandboxData,
): string {
  if (body === undefined || typeof body === "string") throw new Error("A body was checked before.");
  const { type, custom, referencedMessageId, idempotencyKey } = message;
  const senderId = message.type === "UserMessage" ? message.sender : null;
  const draft = { type, senderId, origin: "rest", body, custom, referencedMessageId } as const;
  return sendMessage(data, conversationId, draft, idempotencyKey).id;
}

/** What a message that is posted consists of: one thing. A text says what is wrong with it. */
export function bodyOf(
  posted: {
    text?: string | undefined;
    attachmentToken?: string | undefined;
    location?: [number, number] | undefined;
  },
  { files, settings }: SandboxData,
): Draft["body"] | string {
  const { text, attachmentToken, location } = posted;
  const given = [text, attachmentToken, location].filter((part) => part !== undefined);
  if (given.length !== 1) return "text: a message has a text, an attachmentToken or a location";
  if (text !== undefined) {
    const isTooLong = text.length > MAX_TEXT_CHARS && settings.assumed.longText === "refused";
    return isTooLong ? "text: is too long" : { text };
  }
  if (location !== undefined) {
    const [longitude, latitude] = location;
    return { content: [{ type: "location", latitude, longitude }] };
  }
  const block = files.blockOf(attachmentToken ?? "");
  return block === undefined ? "attachmentToken: no such file" : { content: [block] };
}

export function findMessage(call: Call, data: SandboxData): SandboxMessage | undefined {
  return data.conversations.message(param(call, "id"), param(call, "mid"));
}
