import type { SandboxConversation, SandboxMessage } from "../shapes/conversation.js";
import type { StoredFile } from "../shapes/file.js";
import type { ConversationData, FileData, MessageData, RestMessage } from "./line-schemas.js";

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

/** Fills in what an export may leave out, as above. Whoever reacted at a time that nobody knows did so with the message. */
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

/** As above. Where only numbers of reactions are known, nobody is known who reacted. */
export function messageFromRest({ reactions, ...data }: RestMessage): SandboxMessage {
  if (reactions === undefined) return messageFrom(data);
  const known = Object.entries(reactions).filter((entry): entry is [string, string[]] =>
    Array.isArray(entry[1]),
  );
  return messageFrom({ ...data, reactions: Object.fromEntries(known) });
}

/** The bytes of a file, and what is said of it. */
export function fileFrom({ contentType, bytes, ...about }: FileData): StoredFile {
  return { about: about as StoredFile["about"], contentType, bytes: Buffer.from(bytes, "base64") };
}

function withDefaults(data: object, defaults: Record<string, unknown>): Record<string, unknown> {
  const filled: Record<string, unknown> = { ...data };
  for (const [field, value] of Object.entries(defaults)) filled[field] ??= value;
  return filled;
}
