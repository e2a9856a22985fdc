import type { SandboxConversation, SandboxMessage } from "../shapes/conversation.js";
import { blocksOf } from "../shapes/message-content.js";
import { plainOf } from "../shapes/markup.js";
import type { Assumed } from "../store/unknowns.js";
import type { World } from "../store/world.js";

/** A message as REST answers it. Whatever an import brought beside stays. */
export function messageView({ settings }: World, message: SandboxMessage): Record<string, unknown> {
  const { assumed } = settings;
  const { content: _, reactions, ...shown } = message;
  return {
    ...shown,
    ...(assumed.textInRest === "plain" && { text: plainText(message) }),
    ...(assumed.contentInRest === "present" && { content: blocksOf(message) }),
    ...(reactions !== undefined && reactionsView(reactions, assumed)),
  };
}

/** A conversation as REST answers it: with its last message, without those who left. */
export function conversationView(
  world: World,
  conversation: SandboxConversation,
  lastMessage: SandboxMessage | undefined = world.conversations.lastMessage(conversation.id),
): Record<string, unknown> {
  const participants = Object.entries(conversation.participants)
    .filter(([, { access }]) => access !== "None")
    .map(([id, { joinedAt: _, readUntil: __, ...shown }]) => [id, shown] as const);
  return {
    ...conversation,
    participants: Object.fromEntries(participants),
    lastMessage: lastMessage === undefined ? null : messageView(world, lastMessage),
  };
}

export const messageJson = (world: World, message: SandboxMessage): string =>
  JSON.stringify(messageView(world, message));

export const conversationJson = (
  world: World,
  conversation: SandboxConversation,
  lastMessage: SandboxMessage | undefined,
): string => JSON.stringify(conversationView(world, conversation, lastMessage));

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
