import { asked } from "./row.js";

/** What the REST API shows of messages and of who reacted, and what it makes of what it is sent. */
export const VIEW_QUESTIONS = {
  reactionsInRest: asked({
    question: "How REST shows reactions",
    answers: {
      users: "Somebody's reactions can be found and removed by REST.",
      counts: "REST shows that there are reactions, and not whose.",
      absent: "REST shows no reactions.",
    },
    decides: "how somebody's reactions are found",
    assumed: "absent",
    why: "reactions that can't be seen aren't called gone",
  }),
  reactionOfLeft: asked({
    question: "Whether DELETE of a reaction of somebody who has left is taken",
    answers: {
      taken: "Reactions can be removed at any time.",
      refused: "Reactions must be removed before their person leaves.",
    },
    decides: "in which order somebody's reactions are removed and they leave",
    assumed: "refused",
    why: "reactions are removed first, which is right in either case",
  }),
  contentInRest: asked({
    question: "Whether REST shows a message's content",
    answers: {
      absent: "A text stands once in an answer.",
      present: "A text stands twice in an answer, and both are read back.",
    },
    decides: "what is read back of a message",
    assumed: "present",
    why: "a second copy of a text must not be overlooked",
  }),
  textInRest: asked({
    question: "How REST shows a text with markup",
    answers: {
      markup: "Mentions can be found in texts by REST, with the IDs of whom they are of.",
      plain: "Mentions aren't seen in texts by REST.",
    },
    decides: "how mentions of somebody are found",
    assumed: "plain",
    why: "mentions that can't be seen aren't called gone",
  }),
  rewrittenMarkup: asked({
    question: "Whether <url|label> in a text that REST writes becomes a live link",
    answers: {
      live: "Writing a text back can turn what was inert into a link.",
      literal: "A text can be written back with a word redacted.",
    },
    decides: "whether texts with such markup can be redacted in part",
    assumed: "live",
    why: "a text that could come to life isn't written back",
  }),
} as const;
