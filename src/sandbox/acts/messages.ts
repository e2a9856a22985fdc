import type { Block } from "../shapes/content.js";
import type { Participation, SandboxConversation, SandboxMessage } from "../shapes/conversation.js";
import { parseMarkup } from "../shapes/markup.js";
import { blocksOf, isLive, viewsOf } from "../shapes/message-content.js";
import type { Assumed } from "../store/unknowns.js";
import type { World } from "../store/world.js";
import { mergeFields } from "./conversation-edit.js";
import { discardFile, holdFiles } from "./files.js";
import { setTyping } from "./reading.js";

/** The legacy views of its content, by which REST and the journal name what changed. */
const VIEWS = ["text", "attachment", "location"] as const;

/** A message to be, with a text, as REST writes it, or with content. `createdAt` in Unix ms, now unless an import says another. */
export interface Draft {
  type: "UserMessage" | "SystemMessage";
  senderId: string | null;
  origin: "rest" | "import" | "email" | "web";
  body: { text: string } | { content: Block[] };
  custom: Record<string, string>;
  referencedMessageId: string | null;
  createdAt?: number;
  readBy?: string[];
}

/**
 * Sends a message; with a key that sent one before in that conversation, that one is it. One of an import makes nothing
 * unread and, as documented, tells nobody.
 */
export function sendMessage(
  world: World,
  conversationId: string,
  draft: Draft,
  idempotencyKey?: string,
): SandboxMessage {
  const sent = idempotencyKey && world.conversations.sentWith(conversationId, idempotencyKey);
  if (sent) return sent;
  const { body, createdAt, readBy = [], ...rest } = draft;
  const now = world.now();
  const conversation = world.conversations.get(conversationId);
  const last = world.conversations.lastMessage(conversationId)?.createdAt;
  const message: SandboxMessage = {
    id: world.conversations.nextMessageId(conversationId),
    conversationId,
    ...rest,
    readBy,
    createdAt: createdAt ?? Math.max(now, ownMoment(conversation, last)),
    editedAt: null,
    ...("text" in body
      ? { text: body.text, attachment: null, location: null }
      : { ...viewsOf(body.content), content: body.content }),
  };
  keep(
    world,
    message,
    VIEWS.filter((view) => message[view] !== null),
    now,
  );
  holdFiles(world, message);
  if (idempotencyKey !== undefined) world.conversations.noteKey(message, idempotencyKey);
  if (draft.origin === "import") return message;
  if (conversation === undefined) return message;
  if (draft.senderId !== null) setTyping(world, conversationId, draft.senderId, false);
  const unread = markOthersUnread(world, conversation, draft.senderId, last);
  world.changes.tell({ type: "message.created", conversation: unread, message });
  return message;
}

/** After everything else that was sent in a conversation and everybody who joined, so that each has a place in every order. */
function ownMoment(conversation: SandboxConversation | undefined, last = 0): number {
  if (conversation === undefined) return 0;
  const joined = Object.values(conversation.participants).map(({ joinedAt = 0 }) => joinedAt);
  return Math.max(last, conversation.createdAt, ...joined) + 1;
}

/** What an edit says: `text` as REST does, or the whole `content` as the Realtime API does. */
export interface MessageChange {
  text?: string | null | undefined;
  content?: Block[] | undefined;
  custom?: Record<string, string | null> | null | undefined;
}

/** Applies a valid edit. */
export function editMessage(world: World, before: SandboxMessage, edit: MessageChange): void {
  const { assumed } = world.settings;
  const message: SandboxMessage = { ...before };
  if (edit.content !== undefined) Object.assign(message, viewsOf(edit.content), { content: edit.content });
  else if (edit.text !== undefined) rewrite(message, edit.text, assumed);
  const fields: string[] = VIEWS.filter((view) => !isSame(before[view], message[view]));
  if (!isSame(before.content, message.content)) fields.push("content");
  fields.push(...mergeFields(message, { custom: edit.custom }, []));
  if (fields.length === 0) return;
  const now = world.now();
  if (fields.some((field) => field !== "custom") || assumed.customEditMarks === "yes") message.editedAt = now;
  keep(world, message, fields, now);
  holdFiles(world, message);
  if (assumed.editActivity === "yes") world.conversations.touch(message.conversationId, now);
  const conversation = world.conversations.get(message.conversationId);
  if (assumed.editUnread === "yes" && conversation !== undefined)
    markOthersUnread(world, conversation, message.senderId, message.createdAt);
  world.changes.tell({ type: "message.edited", message, before, fields });
}

/** REST's edit of a text. What it does beside a file or a location is assumed. */
function rewrite(message: SandboxMessage, text: string | null, assumed: Assumed): void {
  const replaces = assumed.textOverAttachment === "replaced";
  const others = replaces ? [] : blocksOf(message).filter(({ type }) => type !== "text");
  const live = assumed.rewrittenMarkup === "live";
  // Only what begins with a < can be live, or not.
  const isAsSent = live === isLive(message) || !text?.includes("<");
  message.text = text;
  if (replaces) Object.assign(message, { attachment: null, location: null });
  if (others.length === 0 && isAsSent) delete message.content;
  else if (text === null || text === "") message.content = others;
  else message.content = [...others, { type: "text", children: parseMarkup(text, live) }];
}

/** Deletes it for good, with its reactions. */
export function deleteMessage(world: World, message: SandboxMessage): void {
  const { fileAfterMessage, referenceAfterDelete } = world.settings.assumed;
  const { conversations } = world;
  conversations.deleteMessage(message.conversationId, message.id);
  const when = { stays: "never", "gone-with-the-last": "last", "gone-with-the-first": "always" } as const;
  discardFile(world, message, when[fileAfterMessage]);
  if (referenceAfterDelete === "null") {
    for (const reply of conversations.messages(message.conversationId)) {
      if (reply.referencedMessageId === message.id)
        conversations.putMessage({ ...reply, referencedMessageId: null });
    }
  }
  const subject = { conversation: message.conversationId, message: message.id };
  world.journal.append(world.now(), subject, ["deleted"]);
  world.changes.tell({ type: "message.deleted", message });
}

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

function keep(world: World, message: SandboxMessage, fields: readonly string[], now: number): void {
  world.conversations.putMessage(message);
  world.journal.append(now, { conversation: message.conversationId, message: message.id }, fields);
}

/** `last` is when what they may have read was sent, in Unix ms. */
function markOthersUnread(
  world: World,
  conversation: SandboxConversation,
  senderId: string | null,
  last: number | undefined,
): SandboxConversation {
  const participants = Object.entries(conversation.participants).map(([id, participation]) =>
    id === senderId || participation.isUnread
      ? ([id, participation] as const)
      : ([id, { ...participation, isUnread: true, ...hadRead(participation, last) }] as const),
  );
  const unread = { ...conversation, participants: Object.fromEntries(participants) };
  world.conversations.put(unread);
  return unread;
}

/** Who had nothing unread had read everything. */
function hadRead({ readUntil }: Participation, last: number | undefined): { readUntil?: number } {
  return readUntil === undefined && last !== undefined ? { readUntil: last } : {};
}
