import { presentIn, type Participation, type SandboxConversation } from "../shapes/conversation.js";
import type { World } from "../store/world.js";

/** Takes somebody in, or sets what they may do. Whoever was out joins anew. */
export function setParticipation(
  world: World,
  conversation: SandboxConversation,
  userId: string,
  { access, notify }: Pick<Participation, "access" | "notify">,
): void {
  const before = presentIn(conversation, userId);
  if (before?.access === access && before.notify === notify) return;
  const participation = before
    ? { ...before, access, notify }
    : { access, notify, isUnread: false, joinedAt: joinedAt(world, conversation) };
  const now = keep(world, conversation, userId, participation);
  const type = before ? "participant.edited" : "participant.created";
  world.changes.tell({ type, conversation: now, before: conversation, userId, participation });
}

/** The first one has been in it from its beginning: a browser makes a conversation and joins it by two calls. */
function joinedAt(world: World, { participants, createdAt }: SandboxConversation): number {
  return Object.keys(participants).length === 0 ? createdAt : world.now();
}

/** They leave, or are taken out. What they wrote stays. `staysListed`: in their list, as a version of the API has it. */
export function removeParticipant(
  world: World,
  conversation: SandboxConversation,
  userId: string,
  staysListed: boolean,
): void {
  const before = presentIn(conversation, userId);
  if (before === undefined) return;
  const left: Participation = { ...before, access: "None", hasLeft: true };
  const now = keep(world, conversation, userId, staysListed ? { ...left, staysListed } : left);
  world.changes.tell({
    type: "participant.deleted",
    conversation: now,
    before: conversation,
    userId,
    participation: before,
  });
}

function keep(
  world: World,
  conversation: SandboxConversation,
  userId: string,
  participation: Participation,
): SandboxConversation {
  const kept = putParticipation(world, conversation, userId, participation);
  world.journal.append(world.now(), { conversation: conversation.id }, ["participants"]);
  return kept;
}

export function putParticipation(
  world: World,
  conversation: SandboxConversation,
  userId: string,
  participation: Participation,
): SandboxConversation {
  const kept = withParticipation(conversation, userId, participation);
  world.conversations.put(kept);
  return kept;
}

export function withParticipation(
  conversation: SandboxConversation,
  userId: string,
  participation: Participation,
): SandboxConversation {
  const participants = new Map(Object.entries(conversation.participants)).set(userId, participation);
  return { ...conversation, participants: Object.fromEntries(participants) };
}
