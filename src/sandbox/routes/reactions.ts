import { addReaction, MAX_EMOJI, reactedWith, removeReaction } from "../acts/reactions.js";
import { badRequest, EMPTY, notFound, type Answer } from "../api/answer.js";
import type { SandboxData } from "../sandbox-data.js";
import { presentIn } from "../shapes/conversation.js";
import { findMessage } from "./messages.js";
import { param, type Call } from "./route.js";

/** Assumption: anybody of the app may react by REST, for guests do in a browser. */
export function putReaction(call: Call, data: SandboxData): Answer {
  const message = findMessage(call, data);
  if (message === undefined) return notFound("message");
  const userId = param(call, "userId");
  if (!data.users.has(userId)) return notFound("user");
  const emoji = param(call, "emoji");
  const known = Object.keys(message.reactions ?? {});
  if (!known.includes(emoji) && known.length >= MAX_EMOJI)
    return badRequest([`emoji: at most ${MAX_EMOJI} different ones`]);
  addReaction(data, message, emoji, userId);
  return EMPTY;
}

/** Assumption: removing a reaction that is not there is no error, as with participants. */
export function deleteReaction(call: Call, data: SandboxData): Answer {
  const message = findMessage(call, data);
  if (message === undefined) return notFound("message");
  const userId = param(call, "userId");
  const emoji = param(call, "emoji");
  const conversation = data.conversations.get(message.conversationId);
  const takesPart = conversation !== undefined && presentIn(conversation, userId) !== undefined;
  if (!takesPart && reactedWith(message, emoji).has(userId) && refusesOthers(data))
    return badRequest(["userId: takes no part in the conversation"]);
  removeReaction(data, message, emoji, userId);
  return EMPTY;
}

const refusesOthers = ({ settings }: SandboxData) => settings.assumed.reactionOfLeft === "refused";
