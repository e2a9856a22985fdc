import type { ChangeListener } from "../../store/changes.js";
import type { Hub } from "../call.js";
import { isConversationChange, publishConversationChange } from "./conversation-events.js";
import {
  isMessageChange,
  isReactionChange,
  publishMessageChange,
  publishReaction,
} from "./message-events.js";
import { isParticipantChange, publishParticipantChange } from "./participant-events.js";
import { publishTyping } from "./typing-events.js";
import { isUserChange, publishUserChange } from "./user-events.js";

/** Tells each change to those who watch it. */
export function publisherOf(hub: Hub): ChangeListener {
  return (change) => {
    if (isUserChange(change)) publishUserChange(change, hub);
    else if (isConversationChange(change)) publishConversationChange(change, hub);
    else if (isParticipantChange(change)) publishParticipantChange(change, hub);
    else if (isMessageChange(change)) publishMessageChange(change, hub);
    else if (isReactionChange(change)) publishReaction(change, hub);
    else if (change.type === "typing") publishTyping(change, hub);
  };
}
