import type { Block } from "../../shapes/content.js";
import type { SandboxMessage } from "../../shapes/conversation.js";
import { blocksOf } from "../../shapes/message-content.js";
import { reactedWith } from "../../acts/reactions.js";
import { textsOf } from "./user.js";

const ORIGINS = ["rest", "import", "email", "web"] as const;

/** How a message was reacted to with one emoji. `createdAt` in Unix ms: by it the client orders them. */
export interface ReactionSummary {
  count: number;
  createdAt: number;
  currentUserReacted: boolean;
}

/** A message as one user sees it; all of it is always there. Times in Unix ms. */
export interface MessageView {
  id: string;
  type: "UserMessage" | "SystemMessage";
  senderId: string | null;
  custom: Record<string, string>;
  createdAt: number;
  editedAt: number | null;
  referencedMessageId: string | null;
  origin: (typeof ORIGINS)[number];
  content: Block[];
  reactions: Record<string, ReactionSummary>;
}

/** Assumption: what an import brought of another kind than documented is shown as the nearest that is. */
export function messageOf(message: SandboxMessage, viewerId: string): MessageView {
  const { id, senderId, createdAt, editedAt, referencedMessageId } = message;
  const reactions = Object.keys(message.reactions ?? {}).map((emoji) => [
    emoji,
    summaryOf(message, emoji, viewerId),
  ]);
  return {
    id,
    type: message.type === "SystemMessage" ? "SystemMessage" : "UserMessage",
    senderId,
    custom: textsOf(message.custom),
    createdAt,
    editedAt,
    referencedMessageId,
    origin: ORIGINS.find((origin) => origin === message.origin) ?? "import",
    content: blocksOf(message),
    reactions: Object.fromEntries(reactions) as Record<string, ReactionSummary>,
  };
}

/** Null when nobody reacted with it. */
export function summaryOf(message: SandboxMessage, emoji: string, viewerId: string): ReactionSummary | null {
  const users = reactedWith(message, emoji);
  if (users.size === 0) return null;
  const createdAt = Math.min(...users.values());
  return { count: users.size, createdAt, currentUserReacted: users.has(viewerId) };
}
