import type { Participation, SandboxConversation } from "../../shapes/conversation.js";
import type { World } from "../../store/world.js";
import { accessOf, activeParticipation, type ActiveAccess } from "../access.js";

/** A conversation as one user sees it; all of it is always there. Times in Unix ms. */
export interface Side {
  id: string;
  createdAt: number;
  subject: string | null;
  photoUrl: string | null;
  welcomeMessages: string[];
  custom: Record<string, string>;
  /** Without messages, `createdAt`, as documented. */
  lastMessageAt: number;
  unreadMessageCount: number;
  isUnread: boolean;
  access: ActiveAccess;
  notify: Participation["notify"];
  readUntil: number;
  everyoneReadUntil: number;
  joinedAt: number;
}

/** What of a side follows from messages and who read them. */
export type Reading = Pick<
  Side,
  "lastMessageAt" | "unreadMessageCount" | "isUnread" | "readUntil" | "everyoneReadUntil"
>;

/** Undefined when they may not read it. */
export function sideOf(world: World, conversation: SandboxConversation, userId: string): Side | undefined {
  const access = accessOf(world, conversation, userId);
  if (access === undefined) return undefined;
  const participation = activeParticipation(conversation, userId) ?? guestOf(conversation, access);
  const { id, createdAt, subject, photoUrl, welcomeMessages, custom } = conversation;
  const { notify } = participation;
  return {
    id,
    createdAt,
    subject,
    photoUrl,
    welcomeMessages: welcomeMessages ?? [],
    custom,
    ...readingOf(world, conversation, userId, participation),
    access,
    notify,
    joinedAt: joinedAtOf(conversation, participation),
  };
}

export function joinedAtOf({ createdAt }: SandboxConversation, { joinedAt }: Participation): number {
  return joinedAt ?? createdAt;
}

/** Assumption: a guest sees a conversation as if they had been there from its beginning and read everything. */
function guestOf({ createdAt }: SandboxConversation, access: ActiveAccess): Participation {
  return { access, notify: false, isUnread: false, joinedAt: createdAt };
}

function readingOf(
  world: World,
  conversation: SandboxConversation,
  userId: string,
  participation: Participation,
): Reading {
  const last = world.conversations.lastMessage(conversation.id)?.createdAt;
  const readUntil = readUntilOf(conversation, participation, last);
  return {
    lastMessageAt: last ?? conversation.createdAt,
    unreadMessageCount: unreadCount(world, conversation.id, userId, readUntil),
    isUnread: participation.isUnread,
    readUntil,
    everyoneReadUntil: everyoneReadUntil(conversation, last),
  };
}

/** Who has read nothing yet but has nothing unread has read everything. */
function readUntilOf(
  conversation: SandboxConversation,
  participation: Participation,
  last: number | undefined,
): number {
  const joinedAt = joinedAtOf(conversation, participation);
  return participation.readUntil ?? (participation.isUnread ? joinedAt : Math.max(joinedAt, last ?? 0));
}

function everyoneReadUntil(conversation: SandboxConversation, last: number | undefined): number {
  const times = Object.keys(conversation.participants).flatMap((userId) => {
    const participation = activeParticipation(conversation, userId);
    return participation === undefined ? [] : [readUntilOf(conversation, participation, last)];
  });
  return times.length === 0 ? (last ?? conversation.createdAt) : Math.min(...times);
}

function unreadCount(world: World, conversationId: string, userId: string, readUntil: number): number {
  const messages = world.conversations.messages(conversationId);
  let count = 0;
  for (let i = messages.length - 1; i >= 0; i--) {
    const message = messages[i];
    if (message === undefined || message.createdAt <= readUntil) break;
    if (message.senderId !== userId) count++;
  }
  return count;
}
