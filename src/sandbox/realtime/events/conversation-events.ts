import type { SandboxConversation } from "../../shapes/conversation.js";
import type { Change } from "../../store/changes.js";
import { activeParticipation } from "../access.js";
import type { Hub, Listener } from "../call.js";
import { sideOf, type Side } from "../views/side.js";
import { typingOf } from "../views/typing.js";
import { PART, readersOf, watchersOf, type Watching } from "./audience.js";
import { diffOf } from "./diff.js";

type ConversationChange = Extract<Change, { type: `conversation.${string}` }>;

export const isConversationChange = (change: Change): change is ConversationChange =>
  change.type.startsWith("conversation.");

/** Tells those who watch a conversation. */
export function publishConversationChange(change: ConversationChange, hub: Hub): void {
  const { conversation } = change;
  switch (change.type) {
    // Of the participants each has a change of their own.
    case "conversation.created":
      for (const [receiver, watching] of watchersOf(hub, conversation)) {
        if (activeParticipation(conversation, receiver.userId) === undefined)
          tellSideCreated(hub, conversation, receiver, watching);
      }
      return;
    case "conversation.edited":
      return publishEdit(hub, conversation, change.before);
    // Not `conversation.cleared`, which would leave an empty one: from now on it is as if they weren't in it.
    case "conversation.deleted":
      for (const [receiver] of readersOf(hub, conversation)) receiver.publish(sideDeleted(conversation.id));
      return;
    case "conversation.read":
    case "conversation.unread":
      return publishReading(hub, conversation, change.before);
  }
}

export function sideDeleted(conversationId: string): string {
  return JSON.stringify({ type: "side.deleted", conversationId });
}

/** Tells somebody that they may read a conversation from now on, if they may. */
export function tellSideCreated(
  hub: Hub,
  conversation: SandboxConversation,
  receiver: Listener,
  watching: Watching,
): void {
  const state = sideOf(hub.data, conversation, receiver.userId);
  if (state === undefined) return;
  const conversationId = conversation.id;
  receiver.publish(JSON.stringify({ type: "side.created", conversationId, state }));
  if (!watching.has(PART.typing)) return;
  const typing = typingOf(hub.data, conversationId, receiver.userId);
  receiver.publish(JSON.stringify({ type: "typing.available", conversationId, state: typing }));
}

/** Tells each who sees it otherwise since then what of it: their own part in it, and how far everybody has read. */
export function publishReading(
  hub: Hub,
  conversation: SandboxConversation,
  before: SandboxConversation,
): void {
  for (const [receiver, watching] of readersOf(hub, conversation)) {
    if (!watching.wants(PART.itself)) continue;
    const was = sideOf(hub.data, before, receiver.userId);
    const is = sideOf(hub.data, conversation, receiver.userId);
    const diff = was && is && diffOf(readingOf(was), readingOf(is));
    if (diff !== undefined) receiver.publish(sideEdited(conversation.id, diff));
  }
}

/** Tells each what follows for them from a message that was sent or deleted. */
export function publishMessages(hub: Hub, conversation: SandboxConversation): void {
  for (const [receiver, watching] of readersOf(hub, conversation)) {
    const side = watching.wants(PART.itself) && sideOf(hub.data, conversation, receiver.userId);
    if (side) receiver.publish(sideEdited(conversation.id, readingOf(side)));
  }
}

function publishEdit(hub: Hub, conversation: SandboxConversation, before: SandboxConversation): void {
  const diff = diffOf(attributesOf(before), attributesOf(conversation));
  if (diff === undefined) return;
  const { id: conversationId } = conversation;
  const event = JSON.stringify({ type: "conversation.edited", conversationId, diff });
  // Who joins by the same edit sees it as it is now.
  for (const [receiver, watching] of readersOf(hub, before))
    if (watching.wants(PART.itself)) receiver.publish(event);
}

function attributesOf({ subject, photoUrl, welcomeMessages, custom }: SandboxConversation) {
  return { subject, photoUrl, welcomeMessages: welcomeMessages ?? [], custom };
}

function readingOf({
  lastMessageAt,
  unreadMessageCount,
  isUnread,
  readUntil,
  everyoneReadUntil,
}: Side): object {
  return { lastMessageAt, unreadMessageCount, isUnread, readUntil, everyoneReadUntil };
}

function sideEdited(conversationId: string, diff: object): string {
  return JSON.stringify({ type: "side.edited", conversationId, diff });
}
