import { asked } from "./row.js";

const SINGLE = "what may be refused in a batch is sent in a request of its own";

/** What may stand in a batch. */
export const BATCH_QUESTIONS = {
  batchPatch: asked({
    question: "Whether PATCH in a batch is taken",
    answers: {
      taken: "Access can be taken from ten people with one request.",
      refused: "Access is taken from one person with each request.",
    },
    decides: "how fast people are taken out of conversations",
    assumed: "refused",
    why: SINGLE,
  }),
  batchDelete: asked({
    question: "Whether DELETE in a batch is taken",
    answers: {
      taken: "Ten messages are deleted with one request.",
      refused: "One message is deleted with each request.",
    },
    decides: "how fast messages are deleted",
    assumed: "refused",
    why: SINGLE,
  }),
  batchBulkEdit: asked({
    question: "Whether PUT /users in a batch is taken",
    answers: {
      taken: "A thousand users are edited with one request.",
      refused: "A hundred users are edited with one request.",
    },
    decides: "how fast users are edited",
    assumed: "refused",
    why: SINGLE,
  }),
  batchImport: asked({
    question: "Whether an import in a batch is taken",
    answers: {
      taken: "Messages of ten conversations are imported with one request.",
      refused: "Messages of one conversation are imported with each request.",
    },
    decides: "how fast messages are written anew",
    assumed: "refused",
    why: SINGLE,
  }),
  batchEncodedIds: asked({
    question: "Whether percent-encoded IDs in a path of a batch are decoded",
    answers: {
      decoded: "People with any ID can stand in a batch.",
      literal: "People with unusual IDs have requests of their own.",
    },
    decides: "who can stand in a batch",
    assumed: "literal",
    why: "an ID that isn't decoded would be another person's",
  }),
} as const;
