/** What a participant may do. With `None` they are none of its participants any more, and the conversation stays in their list. */
export type Access = "ReadWrite" | "Read" | "None";

export interface Participation {
  access: Access;
  notify: boolean | "MentionsOnly";
  isUnread: boolean;
  /** They took themselves out; whoever only lost their access didn't. */
  hasLeft?: true;
}

/** A conversation as it is kept. `createdAt` in Unix ms. @see https://talkjs.com/docs/Reference/REST_API/Conversations/ */
export interface SandboxConversation {
  id: string;
  subject: string | null;
  topicId: string | null;
  photoUrl: string | null;
  welcomeMessages: string[] | null;
  custom: Record<string, string>;
  participants: Record<string, Participation>;
  createdAt: number;
  [field: string]: unknown;
}

/** A message as it is kept and answered. Times in Unix ms. @see https://talkjs.com/docs/Reference/Concepts/Messages/ */
export interface SandboxMessage {
  id: string;
  conversationId: string;
  type: string;
  senderId: string | null;
  text: string | null;
  custom: Record<string, string>;
  readBy: string[];
  origin: string;
  location: [number, number] | null;
  attachment: { url: string; size: number } | null;
  referencedMessageId: string | null;
  createdAt: number;
  editedAt: number | null;
  /** Who reacted, by emoji. */
  reactions?: Record<string, string[]>;
  [field: string]: unknown;
}

/** A conversation as the API answers it: with its last message, without those who left. */
export function conversationJson(
  conversation: SandboxConversation,
  lastMessage: SandboxMessage | undefined,
): string {
  const present = Object.entries(conversation.participants).filter(([, { access }]) => access !== "None");
  return JSON.stringify({
    ...conversation,
    participants: Object.fromEntries(present),
    lastMessage: lastMessage ?? null,
  });
}

/** What a user may do in a conversation; undefined when they never took part. */
export function participationOf(
  conversation: SandboxConversation,
  userId: string,
): Participation | undefined {
  // An ID may be called __proto__.
  return Object.hasOwn(conversation.participants, userId) ? conversation.participants[userId] : undefined;
}
