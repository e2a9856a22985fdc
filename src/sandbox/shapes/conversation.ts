import type { Block } from "./content.js";

/** What a participant may do. With `None` they are none of its participants any more, and the conversation stays in their list. */
export type Access = "ReadWrite" | "Read" | "None";

export interface Participation {
  access: Access;
  notify: boolean | "MentionsOnly";
  isUnread: boolean;
  /** They took themselves out; whoever only lost their access didn't. */
  hasLeft?: true;
  /** They left by a version of the API in which the conversation stays in their list. */
  staysListed?: true;
  /** Unix ms; the conversation's creation when absent. The Realtime API shows it, REST doesn't. */
  joinedAt?: number;
  /** Unix ms of the newest message that they have read; undefined before the first. As above. */
  readUntil?: number;
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
  /** Who reacted when, by emoji: Unix ms by user ID. */
  reactions?: Record<string, Record<string, number>>;
  /**
   * What it consists of, where `text`, `attachment` and `location` don't say it all: `blocksOf` knows. REST shows those three,
   * the Realtime API this.
   */
  content?: Block[];
  [field: string]: unknown;
}

/** As below, of those who are in it: undefined also of those who left. Whoever only lost their access is in. */
export function presentIn(conversation: SandboxConversation, userId: string): Participation | undefined {
  const participation = participationOf(conversation, userId);
  return participation?.hasLeft === undefined ? participation : undefined;
}

/** What a user may do in a conversation; undefined when they never took part. */
export function participationOf(
  conversation: SandboxConversation,
  userId: string,
): Participation | undefined {
  // An ID may be called __proto__.
  return Object.hasOwn(conversation.participants, userId) ? conversation.participants[userId] : undefined;
}
