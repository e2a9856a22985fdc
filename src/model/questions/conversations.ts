import { asked } from "./row.js";

/** Conversations, taking part in them, and users. */
export const CONVERSATION_QUESTIONS = {
  conversationDeletedTwice: asked({
    question: "What DELETE of a conversation that isn't there answers",
    answers: {
      "not-found": "A repeated DELETE is a 404, and so is a wrong ID.",
      taken: "DELETE can be repeated blindly, and proves nothing.",
    },
    decides: "what is made of a DELETE whose answer got lost",
    assumed: "not-found",
    why: "a 404 is taken for done only of a conversation that was read before",
  }),
  emptyConversationBefore: asked({
    question: "Whether lastMessageBefore finds conversations without messages, by their creation",
    answers: {
      no: "Conversations without messages have to be looked for apart.",
      yes: "Conversations without messages are found with the others.",
    },
    decides: "which conversations are found by their age",
    assumed: "no",
    why: "a conversation that isn't found isn't erased",
  }),
  leftInList: asked({
    question: "By which request's version a conversation goes from the list of somebody who left it",
    answers: {
      "of-the-list": "What somebody left can be listed by asking with an older version.",
      "of-the-leaving": "What somebody left can't be listed any more.",
    },
    decides: "how conversations that somebody left are found, and who counts as inactive",
    assumed: "of-the-leaving",
    why: "what can't be listed has to be looked for among all conversations",
  }),
  inboundAfterLeaving: asked({
    question: "Whether somebody who has left still has an inbound e-mail address",
    answers: {
      "not-found": "Leaving ends the address by which mail is written as that person.",
      answered: "Mail may still be written as that person after they left.",
    },
    decides: "what is said of inbound addresses",
    assumed: "answered",
    why: "an address that may still work isn't called closed",
  }),
  headerPhotoCleared: asked({
    question: "Whether PUT clears headerPhotoUrl",
    answers: {
      yes: "Header photos go like the other fields.",
      ignored: "Header photos stay, though the answer is a 200.",
      refused: "An edit that clears a header photo is refused.",
    },
    decides: "whether users with a header photo are erased, or in part",
    assumed: "ignored",
    why: "it is called gone only when it was read back gone",
  }),
} as const;
