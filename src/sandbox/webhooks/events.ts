import { blocksOf } from "../shapes/message-content.js";
import type { TextNode } from "../shapes/content.js";
import type { SandboxConversation, SandboxMessage } from "../shapes/conversation.js";
import type { Change } from "../store/changes.js";
import type { World } from "../store/world.js";
import { conversationView, messageView } from "../views/rest.js";

/** Every event that TalkJS documents. @see https://talkjs.com/docs/Webhooks/ */
export const EVENTS = [
  "user.created",
  "user.updated",
  "message.sent",
  "message.updated",
  "message.deleted",
  "message.read",
  "conversation.deleted",
  "notification.triggered",
  "notification.sent",
  "notification.delivered",
  "notification.bounced",
  "notification.opened",
  "notification.link.clicked",
] as const;

export interface WebhookEvent {
  type: (typeof EVENTS)[number];
  data: Record<string, unknown>;
}

/**
 * What a change tells the customer's receiver. Assumption: beside `data` with the whole user, conversation and message, which
 * published receivers read, nothing is known of what they hold; `mentions` is one list of IDs and names.
 */
export function eventsOf(change: Change, world: World): WebhookEvent[] {
  switch (change.type) {
    case "user.created":
      return [{ type: "user.created", data: { user: change.user } }];
    case "user.edited":
      return [{ type: "user.updated", data: { user: change.user } }];
    case "message.created":
      return [sent(change.message, change.conversation, world)];
    case "message.edited":
      return [{ type: "message.updated", data: edited(change.message, change.before, world) }];
    case "message.deleted":
      return [{ type: "message.deleted", data: deleted(change.message, world) }];
    case "conversation.read":
      return change.messages.map((message) => ({
        type: "message.read",
        data: { ...about(message, change.conversation, world), recipient: world.users.get(change.userId) },
      }));
    case "conversation.deleted":
      return [
        {
          type: "conversation.deleted",
          data: { conversation: conversationView(world, change.conversation) },
        },
      ];
    case "user.online":
    case "conversation.created":
    case "conversation.edited":
    case "conversation.unread":
    case "participant.created":
    case "participant.edited":
    case "participant.deleted":
    case "reaction.added":
    case "reaction.removed":
    case "typing":
      return [];
  }
}

function sent(message: SandboxMessage, conversation: SandboxConversation, world: World): WebhookEvent {
  const mentions = blocksOf(message).flatMap((block) =>
    block.type === "text" ? mentionsIn(block.children) : [],
  );
  return { type: "message.sent", data: { ...about(message, conversation, world), mentions } };
}

function edited(message: SandboxMessage, before: SandboxMessage, world: World): Record<string, unknown> {
  const both = world.settings.assumed.updatedEvent === "both-texts";
  const data = about(message, world.conversations.get(message.conversationId), world);
  return both ? { ...data, previousMessage: messageView(world, before) } : data;
}

function deleted(message: SandboxMessage, world: World): Record<string, unknown> {
  const conversation = world.conversations.get(message.conversationId);
  if (world.settings.assumed.deletedEvent === "text") return about(message, conversation, world);
  return { message: { id: message.id, conversationId: message.conversationId } };
}

function about(message: SandboxMessage, conversation: SandboxConversation | undefined, world: World) {
  return {
    conversation: conversation === undefined ? null : conversationView(world, conversation),
    message: messageView(world, message),
    sender: message.senderId === null ? null : (world.users.get(message.senderId) ?? null),
  };
}

function mentionsIn(nodes: readonly TextNode[]): { id: string; name: string }[] {
  return nodes.flatMap((node) => {
    if (typeof node === "string") return [];
    if (node.type === "mention") return [{ id: node.id, name: node.text }];
    return "children" in node ? mentionsIn(node.children) : [];
  });
}
