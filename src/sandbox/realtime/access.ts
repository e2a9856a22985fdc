import { fail, type Answer } from "../api/answer.js";
import { presentIn, type Participation, type SandboxConversation } from "../shapes/conversation.js";
import type { Permissions } from "../store/settings.js";
import type { World } from "../store/world.js";
import { param, type Hub, type RealtimeCall } from "./call.js";

/** What somebody may do in a conversation that they see. */
export type ActiveAccess = "ReadWrite" | "Read";

export const NO_CONVERSATION = fail(404, "CONVERSATION_NOT_FOUND", ["no such conversation"]);
const READ_ONLY = fail(403, "READ_ONLY", ["this user may only read here"]);
export const NOT_A_PARTICIPANT = fail(403, "NOT_A_PARTICIPANT", ["only participants may do that"]);

/** How somebody takes part; undefined when they don't, or don't any more. */
export function activeParticipation(
  conversation: SandboxConversation,
  userId: string,
): (Participation & { access: ActiveAccess }) | undefined {
  const own = presentIn(conversation, userId);
  if (own === undefined || own.access === "None") return undefined;
  return { ...own, access: own.access };
}

export function permissionsOf(world: World, userId: string): Permissions {
  const role = world.users.get(userId)?.role;
  return world.settings.permissions(typeof role === "string" ? role : null);
}

/**
 * What somebody may do in a conversation, as a participant or as a guest; undefined when they may not even read.
 * Assumption: whose access was taken is no guest, who left or was never there can be one, and whoever doesn't exist can't.
 */
export function accessOf(
  world: World,
  conversation: SandboxConversation,
  userId: string,
): ActiveAccess | undefined {
  const active = activeParticipation(conversation, userId);
  if (active !== undefined) return active.access;
  if (presentIn(conversation, userId) !== undefined || !world.users.has(userId)) return undefined;
  const { guestAccess } = permissionsOf(world, userId);
  return guestAccess === "None" ? undefined : guestAccess;
}

/** Runs `then` with the conversation `{c}`, if the caller may read it. */
export function asReader(
  call: RealtimeCall,
  { data }: Hub,
  then: (conversation: SandboxConversation, access: ActiveAccess) => Answer,
): Answer {
  const conversation = data.conversations.get(param(call, "c"));
  if (conversation === undefined) return NO_CONVERSATION;
  const access = accessOf(data, conversation, call.from.userId);
  return access === undefined ? NOT_A_PARTICIPANT : then(conversation, access);
}

/** Runs `then` with the conversation `{c}`, if the caller may write in it, as a participant or as a guest. */
export function asWriter(
  call: RealtimeCall,
  hub: Hub,
  then: (conversation: SandboxConversation) => Answer,
): Answer {
  return asReader(call, hub, (conversation, access) =>
    access === "ReadWrite" ? then(conversation) : READ_ONLY,
  );
}

/** Runs `then` with the conversation `{c}`, if the caller takes part in it. */
export function asParticipant(
  call: RealtimeCall,
  { data }: Hub,
  then: (conversation: SandboxConversation) => Answer,
): Answer {
  const conversation = data.conversations.get(param(call, "c"));
  if (conversation === undefined) return NO_CONVERSATION;
  return activeParticipation(conversation, call.from.userId) === undefined
    ? NOT_A_PARTICIPANT
    : then(conversation);
}
