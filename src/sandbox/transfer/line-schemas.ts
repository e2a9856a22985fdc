import { z } from "zod";
import { MAX_FILE_BYTES } from "../shapes/file.js";
import { UserDataSchema } from "../shapes/user.js";
import { ContentSchema, FileAboutSchema } from "./content-schema.js";

const text = z.string().nullish();
const list = z.array(z.string()).nullish();
const texts = z.record(z.string(), z.string());
const time = z.number().optional();

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
      hasLeft: z.literal(true).optional(),
      staysListed: z.literal(true).optional(),
      joinedAt: time,
      readUntil: time,
    }),
  ),
  createdAt: z.number(),
});

const message = {
  id: z.string().min(1),
  conversationId: z.string().min(1),
  type: z.string(),
  senderId: text,
  text: text,
  custom: texts.nullish(),
  readBy: list,
  origin: text,
  location: z.tuple([z.number(), z.number()]).nullish(),
  attachment: z.looseObject({ url: z.string(), size: z.number() }).nullish(),
  referencedMessageId: text,
  createdAt: z.number(),
  editedAt: z.number().nullish(),
  content: ContentSchema.optional(),
};

/** Who reacted, by emoji, as REST shows it. */
const users = z.array(z.string());

/** A message of an export of ours: who reacted also with the time in Unix ms. */
export const MessageDataSchema = z.looseObject({
  ...message,
  reactions: z.record(z.string(), z.union([users, z.record(z.string(), z.number())])).optional(),
});

/** A message as REST answers it, which may say no more of reactions than how many there are. */
export const RestMessageSchema = z.looseObject({
  ...message,
  reactions: z.record(z.string(), z.union([users, z.strictObject({ count: z.number() })])).optional(),
});

const FileDataSchema = FileAboutSchema.extend({
  contentType: z.string().min(1),
  /** Base64. */
  bytes: z.base64().max(Math.ceil(MAX_FILE_BYTES / 3) * 4, `must be of at most ${MAX_FILE_BYTES} bytes`),
});

/** One line of an export: what it is and its data, a conversation without its last message. */
export const LineSchema = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("user"), online: z.boolean().optional(), data: UserDataSchema }),
  /** `activeAt`: when something else than a message was its last activity. */
  z.strictObject({ type: z.literal("conversation"), activeAt: time, data: ConversationDataSchema }),
  z.strictObject({ type: z.literal("message"), data: MessageDataSchema }),
  z.strictObject({ type: z.literal("file"), data: FileDataSchema }),
]);

export type ConversationData = z.infer<typeof ConversationDataSchema>;
export type MessageData = z.infer<typeof MessageDataSchema>;
export type RestMessage = z.infer<typeof RestMessageSchema>;
export type FileData = z.infer<typeof FileDataSchema>;

/** A value that passed the schema, as it was: a parsed copy has its fields in another order. */
export function unchanged<T>(schema: z.ZodType<T>, value: unknown): z.ZodSafeParseResult<T> {
  const result = schema.safeParse(value);
  return result.success ? { success: true, data: value as T } : result;
}
