import type { SandboxMessage } from "../shapes/conversation.js";
import type { World } from "../store/world.js";

/** At most so many different emoji a message. */
export const MAX_EMOJI = 50;

/** When who reacted with an emoji, in Unix ms by user ID. */
export function reactedWith(message: SandboxMessage, emoji: string): ReadonlyMap<string, number> {
  const { reactions = {} } = message;
  return new Map(Object.entries(Object.hasOwn(reactions, emoji) ? (reactions[emoji] ?? {}) : {}));
}

/** Reacting twice with one emoji is reacting once. */
export function addReaction(world: World, message: SandboxMessage, emoji: string, userId: string): void {
  const users = new Map(reactedWith(message, emoji));
  if (users.has(userId)) return;
  const createdAt = world.now();
  users.set(userId, createdAt);
  const now = keep(world, message, emoji, users);
  world.changes.tell({ type: "reaction.added", message: now, emoji, userId, createdAt });
}

export function removeReaction(world: World, message: SandboxMessage, emoji: string, userId: string): void {
  const users = new Map(reactedWith(message, emoji));
  const createdAt = users.get(userId);
  if (createdAt === undefined) return;
  users.delete(userId);
  const now = keep(world, message, emoji, users);
  world.changes.tell({ type: "reaction.removed", message: now, emoji, userId, createdAt });
}

function keep(
  world: World,
  message: SandboxMessage,
  emoji: string,
  users: ReadonlyMap<string, number>,
): SandboxMessage {
  const reactions = new Map(Object.entries(message.reactions ?? {}));
  if (users.size > 0) reactions.set(emoji, Object.fromEntries(users));
  else reactions.delete(emoji);
  const kept = { ...message, reactions: Object.fromEntries(reactions) };
  world.conversations.putMessage(kept);
  const subject = { conversation: message.conversationId, message: message.id };
  world.journal.append(world.now(), subject, ["reactions"]);
  return kept;
}
