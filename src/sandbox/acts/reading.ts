import { presentIn, type SandboxConversation, type SandboxMessage } from "../shapes/conversation.js";
import type { World } from "../store/world.js";
import { putParticipation } from "./participants.js";

/** From so many participants on TalkJS doesn't say who read a message. */
const MAX_READERS = 300;

/** They have read everything up to `until`, in Unix ms: up to the newest message unless told. */
export function markRead(
  world: World,
  conversation: SandboxConversation,
  userId: string,
  until: number = world.conversations.lastMessage(conversation.id)?.createdAt ?? 0,
): void {
  const before = presentIn(conversation, userId);
  if (before === undefined) return;
  const readUntil = Math.max(before.readUntil ?? 0, until);
  if (!before.isUnread && readUntil === (before.readUntil ?? 0)) return;
  const messages: SandboxMessage[] = [];
  if (Object.keys(conversation.participants).length <= MAX_READERS) {
    for (const message of world.conversations.messages(conversation.id)) {
      if (message.createdAt > until || message.senderId === userId || message.readBy.includes(userId))
        continue;
      messages.push({ ...message, readBy: [...message.readBy, userId] });
    }
    for (const message of messages) world.conversations.putMessage(message);
  }
  const now = putParticipation(world, conversation, userId, { ...before, isUnread: false, readUntil });
  world.changes.tell({
    type: "conversation.read",
    conversation: now,
    before: conversation,
    userId,
    messages,
  });
}

/** By hand: nothing becomes unread by it but the conversation. */
export function markUnread(world: World, conversation: SandboxConversation, userId: string): void {
  const before = presentIn(conversation, userId);
  if (before === undefined || before.isUnread) return;
  const now = putParticipation(world, conversation, userId, { ...before, isUnread: true });
  world.changes.tell({ type: "conversation.unread", conversation: now, before: conversation, userId });
}

export function setTyping(world: World, conversationId: string, userId: string, isTyping: boolean): void {
  const changed = world.presence.type(conversationId, userId, isTyping ? world.now() : null);
  if (changed) world.changes.tell({ type: "typing", conversationId, userId, isTyping });
}
