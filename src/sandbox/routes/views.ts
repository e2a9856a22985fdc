import type { SandboxConversation, SandboxMessage } from "../shapes/conversation.js";
import { blocksOf } from "../shapes/message-content.js";
import { plainOf } from "../shapes/markup.js";
import type { Assumed } from "../store/unknowns.js";
import type { World } from "../store/world.js";

/** A message as REST answers it. Whatever an import brought beside stays. */
export function messageJson({ settings }: World, message: SandboxMessage): string {
  return JSON.stringify(messageView(message, settings.assumed));
}

/** A conversation as REST answers it: with its last message, without those who left. */
export function conversationJson(
  { settings }: World,
  conversation: SandboxConversation,
  lastMessage: SandboxMessage | undefined,
): string {
  const participants = Object.entries(conversation.participants)
    .filter(([, { access }]) => access !== "None")
    .map(([id, { joinedAt: _, readUntil: __, ...shown }]) => [id, shown] as const);
  return JSON.stringify({
    ...conversation,
    participants: Object.fromEntries(participants),
    lastMessage: lastMessage === undefined ? null : messageView(lastMessage, settings.assumed),
  });
}

function messageView(message: SandboxMessage, assumed: Assumed): Record<string, unknown> {
  const { content: _, reactions, ...shown } = message;
  return {
    ...shown,
    ...(assumed.textInRest === "plain" && { text: plainText(message) }),
    ...(assumed.contentInRest === "present" && { content: blocksOf(message) }),
    ...(reactions !== undefined && reactionsView(reactions, assumed)),
  };
}

function plainText(message: SandboxMessage): string | null {
  const text = blocksOf(message).find((block) => block.type === "text");
  return text === undefined ? message.text : plainOf(text.children);
}

function reactionsView(
  reactions: NonNullable<SandboxMessage["reactions"]>,
  { reactionsInRest }: Assumed,
): Record<string, unknown> {
  if (reactionsInRest === "absent") return {};
  const shown = Object.entries(reactions).map(([emoji, users]) => {
    const ids = Object.keys(users);
    return [emoji, reactionsInRest === "users" ? ids : { count: ids.length }] as const;
  });
  return { reactions: Object.fromEntries(shown) };
}
