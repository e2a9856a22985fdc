import { z } from "zod";
import type { SandboxConversation, SandboxMessage } from "./conversation.js";
import type { SandboxUser } from "./user.js";
import type { World } from "./world.js";

const text = z.string().nullish();
const list = z.array(z.string()).nullish();
const texts = z.record(z.string(), z.string());

export const UserDataSchema: z.ZodType<SandboxUser> = z.looseObject({
  id: z.string().min(1),
  name: z.string(),
  welcomeMessage: text,
  photoUrl: text,
  headerPhotoUrl: text,
  role: text,
  email: list,
  phone: list,
  custom: texts.nullish(),
  availabilityText: text,
  locale: text,
  createdAt: z.number(),
  pushTokens: z.record(z.string(), z.literal(true).nullable()).nullish(),
}) as z.ZodType<SandboxUser>;

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
  reactions: z.record(z.string(), z.array(z.string())).optional(),
});

/** One line of an export: what it is and its data as the API answers it, a conversation without its last message. */
export const LineSchema = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("user"), online: z.boolean().optional(), data: UserDataSchema }),
  z.strictObject({ type: z.literal("conversation"), data: ConversationDataSchema }),
  z.strictObject({ type: z.literal("message"), data: MessageDataSchema }),
]);

/** Fills in what an export may leave out. */
export function conversationFrom(data: z.infer<typeof ConversationDataSchema>): SandboxConversation {
  const rest = Object.fromEntries(Object.entries(data).filter(([field]) => field !== "lastMessage"));
  const participants = Object.entries(data.participants).map(
    ([id, participation]) => [id, { isUnread: false, ...participation }] as const,
  );
  return {
    ...{ id: data.id, subject: null, topicId: null, photoUrl: null, welcomeMessages: null },
    ...rest,
    custom: data.custom ?? {},
    participants: Object.fromEntries(participants),
  } as SandboxConversation;
}

/** Fills in what an export may leave out. */
export function messageFrom(data: z.infer<typeof MessageDataSchema>): SandboxMessage {
  const missing = {
    readBy: [],
    origin: "import",
    location: null,
    attachment: null,
    referencedMessageId: null,
  };
  return { ...missing, editedAt: null, ...data, custom: data.custom ?? {} } as unknown as SandboxMessage;
}

/** Everything as NDJSON lines: users in the order of arrival, then each conversation and its messages, oldest first. */
export function* exportLines({ users, conversations }: World): Generator<string> {
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
