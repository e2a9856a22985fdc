/** What a question is about. Answers to those about the same may meet, so tests pair them. */
type Topic =
  "lists" | "deletions" | "texts" | "files" | "reactions" | "participation" | "notices" | "batches" | "users";

interface Unknown {
  topic: Topic;
  question: string;
  /** The first one is how the sandbox answers unless told otherwise. */
  answers: readonly [string, string, ...string[]];
}

/** What no document says about TalkJS. Each answer is a way in which the sandbox can behave. */
export const UNKNOWNS = {
  deletedCursor: {
    topic: "lists",
    question: "A list of messages is asked for behind one that was deleted meanwhile",
    answers: ["refused", "empty", "goes-on"],
  },
  messageDeletedTwice: {
    topic: "deletions",
    question: "DELETE of a message that isn't there",
    answers: ["not-found", "taken"],
  },
  conversationDeletedTwice: {
    topic: "deletions",
    question: "DELETE of a conversation that isn't there",
    answers: ["not-found", "taken"],
  },
  textOverAttachment: {
    topic: "texts",
    question: "PUT of a text on a message with a file or a location",
    answers: ["kept-beside", "replaced", "refused"],
  },
  emptyText: {
    topic: "texts",
    question: "PUT of a message's text as null or as an empty text",
    answers: ["refused", "cleared", "ignored"],
  },
  longText: { topic: "texts", question: "A text of a mebibyte", answers: ["taken", "refused"] },
  systemMessageEdit: { topic: "texts", question: "PUT of a system message", answers: ["taken", "refused"] },
  customEditMarks: {
    topic: "texts",
    question: "Whether an edit of custom alone sets editedAt",
    answers: ["yes", "no"],
  },
  editActivity: {
    topic: "lists",
    question: "Whether an edit of a message counts as the conversation's last activity",
    answers: ["no", "yes"],
  },
  editUnread: {
    topic: "notices",
    question: "Whether an edit of a message makes the conversation unread for others",
    answers: ["no", "yes"],
  },
  editNotifies: {
    topic: "notices",
    question: "Whether an edit of a message notifies",
    answers: ["no", "yes"],
  },
  referenceAfterDelete: {
    topic: "deletions",
    question: "What becomes of a reply's referencedMessageId once that message is deleted",
    answers: ["stays", "null"],
  },
  reactionsInRest: {
    topic: "reactions",
    question: "How REST shows reactions",
    answers: ["users", "counts", "absent"],
  },
  reactionOfLeft: {
    topic: "reactions",
    question: "DELETE of a reaction of somebody who has left, or never took part",
    answers: ["taken", "refused"],
  },
  contentInRest: {
    topic: "texts",
    question: "Whether REST shows a message's content",
    answers: ["absent", "present"],
  },
  textInRest: { topic: "texts", question: "How REST shows a text with markup", answers: ["markup", "plain"] },
  rewrittenMarkup: {
    topic: "texts",
    question: "Whether <url|label> in a text that REST writes becomes a live link or button",
    answers: ["live", "literal"],
  },
  fileAfterMessage: {
    topic: "files",
    question: "What becomes of a file whose message is deleted",
    answers: ["stays", "gone-with-the-last", "gone-with-the-first"],
  },
  fileAfterConversation: {
    topic: "files",
    question: "What becomes of the files of a conversation that is deleted",
    answers: ["stays", "gone"],
  },
  fileHead: { topic: "files", question: "HEAD of a file's URL", answers: ["taken", "refused"] },
  leftInList: {
    topic: "lists",
    question: "By which request's version a conversation goes from the list of somebody who left it",
    answers: ["of-the-list", "of-the-leaving"],
  },
  inboundAfterLeaving: {
    topic: "participation",
    question: "The inbound e-mail address of somebody who left, or never took part",
    answers: ["not-found", "answered"],
  },
  emptyConversationBefore: {
    topic: "lists",
    question: "Whether lastMessageBefore takes conversations without messages, by their creation",
    answers: ["no", "yes"],
  },
  batchPatch: { topic: "batches", question: "PATCH in a batch", answers: ["taken", "refused"] },
  batchDelete: { topic: "batches", question: "DELETE in a batch", answers: ["taken", "refused"] },
  batchBulkEdit: { topic: "batches", question: "PUT /users in a batch", answers: ["taken", "refused"] },
  batchImport: { topic: "batches", question: "An import in a batch", answers: ["taken", "refused"] },
  batchEncodedIds: {
    topic: "batches",
    question: "Percent-encoded IDs in a path of a batch",
    answers: ["decoded", "literal"],
  },
  pendingNotification: {
    topic: "notices",
    question: "What a notification shows of a message that was edited before it was sent",
    answers: ["as-sent", "as-edited"],
  },
  updatedEvent: {
    topic: "notices",
    question: "What the webhook message.updated holds",
    answers: ["new-text", "both-texts"],
  },
  deletedEvent: {
    topic: "notices",
    question: "What the webhook message.deleted holds",
    answers: ["text", "id-only"],
  },
  searchIndex: {
    topic: "texts",
    question: "When a search finds what an edit made of a text",
    answers: ["at-once", "late"],
  },
  headerPhotoCleared: {
    topic: "users",
    question: "Whether PUT clears headerPhotoUrl",
    answers: ["yes", "ignored", "refused"],
  },
} as const satisfies Record<string, Unknown>;

export type UnknownName = keyof typeof UNKNOWNS;
export const UNKNOWN_NAMES = Object.keys(UNKNOWNS) as UnknownName[];

/** One answer to each. */
export type Assumed = { [U in UnknownName]: (typeof UNKNOWNS)[U]["answers"][number] };

export function answersTo(name: UnknownName): readonly string[] {
  return UNKNOWNS[name].answers;
}

export function firstAnswers(): Assumed {
  return Object.fromEntries(UNKNOWN_NAMES.map((name) => [name, UNKNOWNS[name].answers[0]])) as Assumed;
}
