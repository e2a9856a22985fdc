import { isMapping } from "../../base/mapping.js";
import type { Message } from "../../talkjs/message.js";
import { attempt, prepared, UnseenError } from "../attempt.js";
import { PEOPLE } from "../people.js";
import { UNEXPECTED, type Probes } from "../probe.js";

const EMOJI = "👍";
const WITH_MARKUP = "Said *aloud*";
const WITHOUT_MARKUP = "Said aloud";
const LINK = "https://example.com/";

/** Whether anything in it, at any depth, is a node of that type. */
function hasNode(content: unknown, type: string): boolean {
  if (Array.isArray(content)) return content.some((node) => hasNode(node, type));
  if (!isMapping(content)) return false;
  return content["type"] === type || Object.values(content).some((part) => hasNode(part, type));
}

const hasReactions = ({ reactions }: Message) =>
  typeof reactions === "object" && reactions !== null && Object.keys(reactions).length > 0;

export const VIEW_PROBES: Probes<
  "reactionsInRest" | "reactionOfLeft" | "contentInRest" | "textInRest" | "rewrittenMarkup"
> = {
  reactionsInRest: {
    requests: 4,
    looks: 1,
    ask: async (stage) => {
      const { a, b } = PEOPLE;
      const message = await stage.say("Reacted to");
      for (const { id } of [a, b]) await prepared(message.addReaction(EMOJI, id, stage.call));
      const shown = await stage.eventually(() => stage.read(message), hasReactions);
      if (!hasReactions(shown)) return "absent";
      const told = JSON.stringify(shown.reactions);
      const named = [a, b].filter(({ id }) => told.includes(JSON.stringify(id)));
      return named.length === 2 ? "users" : named.length === 0 ? "counts" : UNEXPECTED;
    },
  },
  reactionOfLeft: {
    requests: 5,
    looks: 0,
    ask: async (stage) => {
      const message = await stage.say("Reacted to by somebody who leaves");
      await prepared(stage.participant("c").join(stage.call));
      await prepared(message.addReaction(EMOJI, PEOPLE.c.id, stage.call));
      await prepared(stage.participant("c").leave(stage.call));
      const removed = await attempt(message.removeReaction(EMOJI, PEOPLE.c.id, stage.call));
      return removed.taken ? "taken" : "refused";
    },
  },
  contentInRest: {
    requests: 2,
    looks: 0,
    ask: async (stage) => {
      const { content } = await stage.read(await stage.say("Shown by REST"));
      return content === undefined || content === null ? "absent" : "present";
    },
  },
  textInRest: {
    requests: 2,
    looks: 0,
    ask: async (stage) => {
      const { text } = await stage.read(await stage.say(WITH_MARKUP));
      if (text === WITH_MARKUP) return "markup";
      return text === WITHOUT_MARKUP ? "plain" : UNEXPECTED;
    },
  },
  rewrittenMarkup: {
    requests: 5,
    looks: 1,
    ask: async (stage) => {
      const message = await stage.say("Without a link");
      const text = `See <${LINK}|a label>`;
      await prepared(message.set({ text }, stage.call));
      const shown = await stage.eventually(
        () => stage.read(message),
        (now) => now.text !== "Without a link",
      );
      if (Array.isArray(shown.content)) return hasNode(shown.content, "link") ? "live" : "literal";
      // A text that is shown with its markup is the same in both cases.
      const isPlain = (await stage.read(await stage.say(WITH_MARKUP))).text === WITHOUT_MARKUP;
      if (!isPlain) throw new UnseenError();
      return shown.text === "See a label" ? "live" : shown.text === text ? "literal" : UNEXPECTED;
    },
  },
};
