import type { Change } from "../../store/changes.js";
import { accessOf, activeParticipation } from "../access.js";
import type { Hub } from "../call.js";
import { topicPart } from "../subscriptions.js";
import { participantOf } from "../views/participant.js";
import { PART, readersOf, watchersOf } from "./audience.js";
import { publishReading, sideDeleted, tellSideCreated } from "./conversation-events.js";
import { diffOf } from "./diff.js";

type ParticipantChange = Extract<Change, { type: `participant.${string}` }>;

export const isParticipantChange = (change: Change): change is ParticipantChange =>
  change.type.startsWith("participant.");

/** Tells those who watch who takes part, and whoever it is about. */
export function publishParticipantChange(change: ParticipantChange, hub: Hub): void {
  const { conversation, before, userId } = change;
  const event = eventOf(change);
  const isEdit = activeParticipation(before, userId) && activeParticipation(conversation, userId);
  const parts = [PART.participants, topicPart("participants", userId)];
  for (const [receiver, watching] of readersOf(hub, conversation)) {
    const isOwn = receiver.userId === userId;
    // Who comes or goes themselves has all of it made anew.
    if (isOwn && !isEdit) continue;
    if (event !== undefined && watching.wants(...parts, ...(isOwn ? [PART.itself] : [])))
      receiver.publish(event);
  }
  if (!isEdit) replaceSide(change, hub);
  publishReading(hub, conversation, before);
}

/** They come, or go, or are a guest from now on: what they held of it is void. */
function replaceSide({ conversation, before, userId }: ParticipantChange, hub: Hub): void {
  const couldRead = accessOf(hub.data, before, userId) !== undefined;
  for (const [receiver, watching] of watchersOf(hub, conversation)) {
    if (receiver.userId !== userId) continue;
    if (couldRead) receiver.publish(sideDeleted(conversation.id));
    tellSideCreated(hub, conversation, receiver, watching);
  }
}

/** What the others are told; undefined when nothing changed that they can see. */
function eventOf({ conversation, before, userId }: ParticipantChange): string | undefined {
  const common = { conversationId: conversation.id, userId };
  const was = participantOf(before, userId);
  const state = participantOf(conversation, userId);
  if (state === undefined) return was && JSON.stringify({ type: "participant.deleted", ...common });
  if (was === undefined) return JSON.stringify({ type: "participant.created", ...common, state });
  const diff = diffOf(was, state);
  return diff && JSON.stringify({ type: "participant.edited", ...common, diff });
}
