import type { World } from "../../store/world.js";

/** With more, it is only said that there are many. Assumption: the number. */
export const MOST_NAMED = 5;

/** Who types, in Unix ms since when, but for who looks. */
export type TypingView = { many: false; usersTyping: Record<string, number> } | { many: true };

export function typingOf(world: World, conversationId: string, viewerId: string): TypingView {
  const others = [...world.presence.typing(conversationId)].filter(([userId]) => userId !== viewerId);
  return others.length > MOST_NAMED
    ? { many: true }
    : { many: false, usersTyping: Object.fromEntries(others) };
}
