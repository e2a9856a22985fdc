import { asked } from "./row.js";

/** What becomes of uploaded files. */
export const FILE_QUESTIONS = {
  fileAfterMessage: asked({
    question: "What becomes of a file whose message is deleted",
    answers: {
      stays: "Whoever has the file's address gets it still.",
      "gone-with-the-last": "A file goes with the last message that holds it.",
      "gone-with-the-first":
        "A file goes with the first message that is deleted, also out of others' messages.",
    },
    decides: "what a certificate may say of files",
    assumed: "stays",
    why: "a file that may still be served isn't called gone",
  }),
  fileAfterConversation: asked({
    question: "What becomes of the files of a conversation that is deleted",
    answers: {
      stays: "Whoever has the file's address gets it still.",
      gone: "The files go with their conversation.",
    },
    decides: "what a certificate may say of files",
    assumed: "stays",
    why: "a file that may still be served isn't called gone",
  }),
  fileHead: asked({
    question: "Whether HEAD of a file's address is answered",
    answers: {
      taken: "Whether a file is still served can be seen without loading it.",
      refused: "Whether a file is still served is seen by loading it.",
    },
    decides: "how files are looked for after an erasure",
    assumed: "refused",
    why: "a refused HEAD would pass for a file that has gone",
  }),
} as const;
