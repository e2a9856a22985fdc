import type { Participation, SandboxConversation, SandboxMessage } from "../shapes/conversation.js";
import type { SandboxUser } from "../shapes/user.js";

/** A change that was applied, whoever asked for it. Objects are as they are kept; nobody changes them. */
export type Change =
  | { type: "user.created"; user: SandboxUser }
  | { type: "user.edited"; user: SandboxUser; before: SandboxUser; fields: readonly string[] }
  | { type: "user.online"; userId: string; isConnected: boolean }
  | { type: "conversation.created"; conversation: SandboxConversation }
  | {
      type: "conversation.edited";
      conversation: SandboxConversation;
      before: SandboxConversation;
      fields: readonly string[];
    }
  /** With everything in it. */
  | { type: "conversation.deleted"; conversation: SandboxConversation }
  /** `participation` is what it is now; of one who left, what it was. */
  | {
      type: "participant.created" | "participant.edited" | "participant.deleted";
      conversation: SandboxConversation;
      before: SandboxConversation;
      userId: string;
      participation: Participation;
    }
  | { type: "message.created"; conversation: SandboxConversation; message: SandboxMessage }
  | { type: "message.edited"; message: SandboxMessage; before: SandboxMessage; fields: readonly string[] }
  | { type: "message.deleted"; message: SandboxMessage }
  | {
      type: "reaction.added" | "reaction.removed";
      message: SandboxMessage;
      emoji: string;
      userId: string;
      createdAt: number;
    }
  /** `messages` are those that they hadn't read before. */
  | {
      type: "conversation.read";
      conversation: SandboxConversation;
      before: SandboxConversation;
      userId: string;
      messages: readonly SandboxMessage[];
    }
  /** By hand. */
  | {
      type: "conversation.unread";
      conversation: SandboxConversation;
      before: SandboxConversation;
      userId: string;
    }
  | { type: "typing"; conversationId: string; userId: string; isTyping: boolean };

export type ChangeListener = (change: Change) => void;

/** Tells who listens of every change, in its order and before the call that made it is answered. */
export class Changes {
  readonly #listeners = new Set<ChangeListener>();

  /** @returns what ends it. */
  listen(listener: ChangeListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  tell(change: Change): void {
    for (const listener of this.#listeners) listener(change);
  }
}
