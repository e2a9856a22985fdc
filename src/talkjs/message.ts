import { z } from "zod";
import { isMapping } from "../base/mapping.js";

/** What a message may hold, as far as it is documented. */
export const MESSAGE_FIELDS = [
  "conversationId",
  "type",
  "senderId",
  "readBy",
  "text",
  "attachment",
  "location",
  "content",
  "origin",
  "createdAt",
  "editedAt",
  "referencedMessageId",
  "custom",
  "reactions",
] as const;

/**
 * A message as the REST API answers it. Only the ID must be what it should be; whatever else is there stays as it came,
 * and is unknown until somebody has looked at it.
 * @see https://talkjs.com/docs/Reference/REST_API/Messages/
 */
export type Message = { id: string } & { [F in (typeof MESSAGE_FIELDS)[number]]?: unknown } & Record<
    string,
    unknown
  >;

export const MessageSchema: z.ZodType<Message> = z.unknown().transform((answer, context): Message => {
  if (isMessage(answer)) return answer;
  context.addIssue({ code: "custom", path: isMapping(answer) ? ["id"] : [] });
  return z.NEVER;
});

const isMessage = (answer: unknown): answer is Message =>
  isMapping(answer) && typeof answer["id"] === "string";

/** What an edit may say. A field left out stays as it is; `custom` merges key by key. */
export interface MessageEdit {
  text?: string | null;
  custom?: Record<string, string | null> | null;
}

/** A message to be sent. */
export type NewMessage = {
  text?: string;
  /** Of an uploaded file. */
  attachmentToken?: string;
  custom?: Record<string, string>;
  referencedMessageId?: string;
} & (
  | {
      type: "UserMessage";
      sender: string;
      /** Two numbers, as messages have them. */
      location?: readonly [number, number];
    }
  | { type: "SystemMessage" }
);
