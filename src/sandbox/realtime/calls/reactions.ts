import { addReaction, MAX_EMOJI, reactedWith, removeReaction } from "../../acts/reactions.js";
import { badRequest, EMPTY, fail, ok, type Answer } from "../../api/answer.js";
import { MAX_PAGE } from "../../api/paging.js";
import { checked } from "../../routes/route.js";
import type { SandboxMessage } from "../../shapes/conversation.js";
import { asReader, asWriter, permissionsOf } from "../access.js";
import { param, unwatch, watch, type Hub, type RealtimeCall } from "../call.js";
import { normalisedEmoji } from "../emoji.js";
import { pageOf, pageQuery } from "../page.js";
import { topicPart, type Topic } from "../subscriptions.js";
import { findMessage, NO_MESSAGE } from "./messages.js";

const NO_EMOJI = badRequest(["emoji: must be one emoji, or the name of a custom one in colons"]);

/** Who reacted with an emoji, the first one first. */
export function listReactions(call: RealtimeCall, hub: Hub): Answer {
  return asReader(call, hub, (conversation) => {
    const message = findMessage(call, hub.data, conversation);
    if (message === undefined) return NO_MESSAGE;
    const emoji = emojiOf(call, message);
    if (emoji === undefined) return NO_EMOJI;
    return checked(pageQuery(MAX_PAGE), call.data, (query) => {
      const placeOf = ([id, at]: [string, number]) => ({ at, id });
      const { items, cursor } = pageOf([...reactedWith(message, emoji)], placeOf, "oldest-first", query);
      const data = items.map(([userId, createdAt]) => ({ userId, createdAt }));
      return ok(JSON.stringify({ data, cursor }));
    });
  });
}

export function subscribeReactions(call: RealtimeCall, hub: Hub): Answer {
  return watch(call, hub, [topicOf(call)]);
}

export function unsubscribeReactions(call: RealtimeCall, hub: Hub): Answer {
  return unwatch(call, hub, topicOf(call));
}

export function putReaction(call: RealtimeCall, hub: Hub): Answer {
  return asReacting(call, hub, (message, emoji) => {
    const known = Object.keys(message.reactions ?? {});
    if (!known.includes(emoji) && known.length >= MAX_EMOJI)
      return badRequest([`emoji: at most ${MAX_EMOJI} different ones`]);
    addReaction(hub.data, message, emoji, call.from.userId);
    return EMPTY;
  });
}

export function deleteReaction(call: RealtimeCall, hub: Hub): Answer {
  return asReacting(call, hub, (message, emoji) => {
    if (!reactedWith(message, emoji).has(call.from.userId))
      return fail(404, "REACTION_NOT_FOUND", ["no such reaction"]);
    removeReaction(hub.data, message, emoji, call.from.userId);
    return EMPTY;
  });
}

function asReacting(
  call: RealtimeCall,
  hub: Hub,
  then: (message: SandboxMessage, emoji: string) => Answer,
): Answer {
  return asWriter(call, hub, (conversation) => {
    const { userId } = call.from;
    if (param(call, "u") !== userId || !permissionsOf(hub.data, userId).react)
      return fail(403, "UNAUTHORIZED_TO_REACT", ["this user may not react so"]);
    const message = findMessage(call, hub.data, conversation);
    if (message === undefined) return NO_MESSAGE;
    const emoji = emojiOf(call, message);
    return emoji === undefined ? NO_EMOJI : then(message, emoji);
  });
}

/** As it stands at the message, which an import may have brought otherwise, else as TalkJS would keep it. */
function emojiOf(call: RealtimeCall, message: SandboxMessage): string | undefined {
  const emoji = param(call, "emoji");
  return Object.hasOwn(message.reactions ?? {}, emoji) ? emoji : normalisedEmoji(emoji);
}

function topicOf(call: RealtimeCall): Topic {
  const emoji = param(call, "emoji");
  const part = topicPart("messages", param(call, "m"), "reactions", normalisedEmoji(emoji) ?? emoji);
  return { of: "conversation", id: param(call, "c"), part };
}
