import { z } from "zod";
import type { SandboxConversation, SandboxMessage } from "../shapes/conversation.js";
import { UserDataSchema } from "../shapes/user.js";
import type { SandboxData } from "../sandbox-data.js";

const text = z.string().nullish();
const list = z.array(z.string()).nullish();
const texts = z.record(z.string(), z.string());

export const ConversationDataSchema = z.looseObject({
  id: z.string().min(1),
  subject: text,
  topicId: text,
  photoUrl: text,
  welcomeMessages: list,
  custom: texts.nullish(),
  participants: z.record(
    z.string(),
    z.looseObject({
      access: z.enum(["ReadWrite", "Read", "None"]),
      notify: z.union([z.boolean(), z.literal("MentionsOnly")]),
      isUnread: z.boolean().optional(),
    }),
  ),
  createdAt: z.number(),
});

export const MessageDataSchema = z.looseObject({
  id: z.string().min(1),
  conversationId: z.string().min(1),
  type: z.string(),
  senderId: text,
  text: text,
  custom: texts.nullish(),
  createdAt: z.number(),
  /** Who reacted, by emoji, as REST shows it, or with the time in Unix ms. */
  reactions: z
    .record(z.string(), z.union([z.array(z.string()), z.record(z.string(), z.number())]))
    .optional(),
});

/** A value that passed the schema, as it was: a parsed copy has its fields in another order. */
export function unchanged<T>(schema: z.ZodType<T>, value: unknown): z.ZodSafeParseResult<T> {
  const result = schema.safeParse(value);
  return result.success ? { success: true, data: value as T } : result;
}

/** One line of an export: what it is and its data as the API answers it, a conversation without its last message. */
export const LineSchema = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("user"), online: z.boolean().optional(), data: UserDataSchema }),
  z.strictObject({ type: z.literal("conversation"), data: ConversationDataSchema }),
  z.strictObject({ type: z.literal("message"), data: MessageDataSchema }),
]);

type ConversationData = z.infer<typeof ConversationDataSchema>;
type MessageData = z.infer<typeof MessageDataSchema>;

/** Fills in what an export may leave out, behind what it has: a second export must read as the first. */
export function conversationFrom(data: ConversationData): SandboxConversation {
  const kept = Object.entries(data).filter(([field]) => field !== "lastMessage");
  const participants = Object.entries(data.participants).map(
    ([id, participation]) => [id, withDefaults(participation, { isUnread: false })] as const,
  );
  const conversation = { ...Object.fromEntries(kept), participants: Object.fromEntries(participants) };
  const defaults = { custom: {}, subject: null, topicId: null, photoUrl: null, welcomeMessages: null };
  return withDefaults(conversation, defaults) as SandboxConversation;
}

/** Fills in what an export may leave out, as above. */
export function messageFrom(data: MessageData): SandboxMessage {
  const unknown = { senderId: null, text: null, custom: {}, readBy: [], origin: "import", location: null };
  const defaults = { ...unknown, attachment: null, referencedMessageId: null, editedAt: null };
  const { reactions } = data;
  if (reactions === undefined) return withDefaults(data, defaults) as SandboxMessage;
  const timed = Object.entries(reactions).map(
    ([emoji, users]) =>
      [
        emoji,
        Array.isArray(users) ? Object.fromEntries(users.map((id) => [id, data.createdAt] as const)) : users,
      ] as const,
  );
  return withDefaults({ ...data, reactions: Object.fromEntries(timed) }, defaults) as SandboxMessage;
}

function withDefaults(data: object, defaults: Record<string, unknown>): Record<string, unknown> {
  const filled: Record<string, unknown> = { ...data };
  for (const [field, value] of Object.entries(defaults)) filled[field] ??= value;
  return filled;
}

/** Everything as NDJSON lines: users in the order of arrival, then each conversation and its messages, oldest first. */
export function* exportLines({ users, conversations }: SandboxData): Generator<string> {
  for (let number = 0; number < users.count; number++) {
    const online = users.isOnline(number) ? `"online":true,` : "";
    yield `{"type":"user",${online}"data":${users.json(number)}}\n`;
  }
  for (const id of conversations.ids()) {
    yield `{"type":"conversation","data":${JSON.stringify(conversations.get(id))}}\n`;
    for (const message of conversations.messages(id)) {
      yield `{"type":"message","data":${JSON.stringify(message)}}\n`;
    }
  }
}
