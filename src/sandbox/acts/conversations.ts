import { participationOf, type SandboxConversation } from "../shapes/conversation.js";
import type { World } from "../store/world.js";
import { mergeConversation, type ConversationEdit } from "./conversation-edit.js";
import { discardFile } from "./files.js";
import { withParticipation } from "./participants.js";

/** Applies a valid edit, which creates what isn't there; participants are only ever added. */
export function editConversation(world: World, id: string, edit: ConversationEdit): SandboxConversation {
  const before = world.conversations.get(id);
  const now = world.now();
  const { conversation, fields, joined } = mergeConversation(before, edit, { id, createdAt: now });
  if (before !== undefined && fields.length === 0) return before;
  world.conversations.put(conversation);
  world.journal.append(now, { conversation: id }, fields);
  if (before === undefined) world.changes.tell({ type: "conversation.created", conversation });
  else {
    const edited = fields.filter((field) => field !== "participants");
    if (edited.length > 0)
      world.changes.tell({ type: "conversation.edited", conversation, before, fields: edited });
  }
  tellJoined(world, conversation, joined);
  return conversation;
}

/** One after the other, as if each had come alone: whoever isn't in yet isn't told of those before. */
function tellJoined(world: World, conversation: SandboxConversation, joined: readonly string[]): void {
  const staying = Object.entries(conversation.participants).filter(([id]) => !joined.includes(id));
  let before = { ...conversation, participants: Object.fromEntries(staying) };
  for (const userId of joined) {
    const participation = participationOf(conversation, userId);
    if (participation === undefined) continue;
    const after = withParticipation(before, userId, participation);
    world.changes.tell({ type: "participant.created", conversation: after, before, userId, participation });
    before = after;
  }
}

/** For good, with its messages, its participations and, where it is assumed so, its files. */
export function deleteConversation(world: World, conversation: SandboxConversation): void {
  const messages = world.conversations.messages(conversation.id);
  world.conversations.delete(conversation);
  const when = world.settings.assumed.fileAfterConversation === "gone" ? "always" : "never";
  for (const message of messages) discardFile(world, message, when);
  world.journal.append(world.now(), { conversation: conversation.id }, ["deleted"]);
  world.changes.tell({ type: "conversation.deleted", conversation });
}
