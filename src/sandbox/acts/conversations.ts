import { participationOf, type SandboxConversation } from "../shapes/conversation.js";
import type { World } from "../store/world.js";
import { mergeConversation, type ConversationEdit } from "./conversation-edit.js";
import { discardFile } from "./files.js";

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
  const without = before ?? { ...conversation, participants: {} };
  for (const userId of joined) {
    const participation = participationOf(conversation, userId);
    if (participation === undefined) continue;
    world.changes.tell({
      type: "participant.created",
      conversation,
      before: without,
      userId,
      participation,
    });
  }
  return conversation;
}

/** For good, with its messages, its participations and, where it is assumed so, its files. */
export function deleteConversation(world: World, conversation: SandboxConversation): void {
  const messages = world.conversations.messages(conversation.id);
  world.conversations.delete(conversation);
  if (world.settings.assumed.fileAfterConversation === "gone")
    for (const message of messages) discardFile(world, message, "always");
  world.journal.append(world.now(), { conversation: conversation.id }, ["deleted"]);
  world.changes.tell({ type: "conversation.deleted", conversation });
}
