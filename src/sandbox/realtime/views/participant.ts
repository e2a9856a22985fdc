import type { Participation, SandboxConversation } from "../../shapes/conversation.js";
import { activeParticipation, type ActiveAccess } from "../access.js";
import { joinedAtOf } from "./side.js";

/** How somebody takes part, as the others see it. */
export interface ParticipantView {
  id: string;
  access: ActiveAccess;
  notify: Participation["notify"];
  joinedAt: number;
}

/** Undefined when they don't take part. */
export function participantOf(
  conversation: SandboxConversation,
  userId: string,
): ParticipantView | undefined {
  const participation = activeParticipation(conversation, userId);
  if (participation === undefined) return undefined;
  const { access, notify } = participation;
  return { id: userId, access, notify, joinedAt: joinedAtOf(conversation, participation) };
}
