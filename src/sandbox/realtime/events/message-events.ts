import type { SandboxMessage } from "../../shapes/conversation.js";
import type { Change } from "../../store/changes.js";
import type { Hub } from "../call.js";
import { topicPart } from "../subscriptions.js";
import { messageOf, summaryOf } from "../views/message.js";
import { PART, readersOf } from "./audience.js";
import { publishMessages } from "./conversation-events.js";
import { diffOf } from "./diff.js";

type MessageChange = Extract<Change, { type: `message.${string}` }>;
type ReactionChange = Extract<Change, { type: `reaction.${string}` }>;

export const isMessageChange = (change: Change): change is MessageChange =>
  change.type.startsWith("message.");

export const isReactionChange = (change: Change): change is ReactionChange =>
  change.type.startsWith("reaction.");

/** Tells those who watch the messages of a conversation, and what follows for those who watch the conversation. */
export function publishMessageChange(change: MessageChange, hub: Hub): void {
  switch (change.type) {
    case "message.created":
      return publishSent(change.message, hub);
    case "message.edited":
      return publishEdited(change.message, change.before, hub);
    case "message.deleted":
      return publishDeleted(change.message, hub);
  }
}

/** Tells those who watch an emoji, and those who watch the message how often it was used now. */
export function publishReaction(change: ReactionChange, hub: Hub): void {
  const { type, message, emoji, userId, createdAt } = change;
  const { conversationId } = message;
  const conversation = hub.data.conversations.get(conversationId);
  if (conversation === undefined) return;
  const common = { conversationId, messageId: message.id };
  const one = { type, ...common, emoji, userId, ...(type === "reaction.added" && { createdAt }) };
  const ofEmoji = JSON.stringify(one);
  const part = topicPart("messages", message.id, "reactions", emoji);
  for (const [receiver, watching] of readersOf(hub, conversation)) {
    if (watching.has(part)) receiver.publish(ofEmoji);
    if (!watching.wants(PART.messages)) continue;
    const reactions = Object.fromEntries([[emoji, summaryOf(message, emoji, receiver.userId)]]);
    receiver.publish(JSON.stringify({ type: "message.edited", ...common, diff: { reactions } }));
  }
}

function publishSent(message: SandboxMessage, hub: Hub): void {
  const { conversationId, id: messageId } = message;
  const conversation = hub.data.conversations.get(conversationId);
  if (conversation === undefined) return;
  for (const [receiver, watching] of readersOf(hub, conversation)) {
    if (!watching.wants(PART.messages) && !watching.hasReactionsOf(messageId)) continue;
    const state = messageOf(message, receiver.userId);
    receiver.publish(JSON.stringify({ type: "message.created", conversationId, messageId, state }));
  }
  publishMessages(hub, conversation);
}

function publishEdited(message: SandboxMessage, before: SandboxMessage, hub: Hub): void {
  const { conversationId, id: messageId } = message;
  const conversation = hub.data.conversations.get(conversationId);
  const diff = diffOf(saidOf(before), saidOf(message));
  if (conversation === undefined || diff === undefined) return;
  const event = JSON.stringify({ type: "message.edited", conversationId, messageId, diff });
  for (const [receiver, watching] of readersOf(hub, conversation))
    if (watching.wants(PART.messages)) receiver.publish(event);
  if (hub.data.settings.assumed.editUnread === "yes") publishMessages(hub, conversation);
}

/** With the newest one that is left, if it was the newest: a client may hold no other. */
function publishDeleted(message: SandboxMessage, hub: Hub): void {
  const { conversationId, id: messageId } = message;
  const conversation = hub.data.conversations.get(conversationId);
  if (conversation === undefined) return;
  const last = hub.data.conversations.lastMessage(conversationId);
  const wasLast = last === undefined || last.createdAt <= message.createdAt;
  for (const [receiver, watching] of readersOf(hub, conversation)) {
    if (!watching.wants(PART.messages) && !watching.hasReactionsOf(messageId)) continue;
    const newLastMessage = last === undefined ? null : messageOf(last, receiver.userId);
    const event = { type: "message.deleted", conversationId, messageId, ...(wasLast && { newLastMessage }) };
    receiver.publish(JSON.stringify(event));
  }
  publishMessages(hub, conversation);
}

function saidOf(message: SandboxMessage) {
  const { content, custom, editedAt } = messageOf(message, "");
  return { content, custom, editedAt };
}
