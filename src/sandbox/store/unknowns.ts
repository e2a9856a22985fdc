interface Unknown {
  question: string;
  /** The first one is how the sandbox answers unless told otherwise. */
  answers: readonly [string, string, ...string[]];
}

/** What no document says about TalkJS. Each answer is a way in which the sandbox can behave. */
export const UNKNOWNS = {
  deletedCursor: {
    question: "A list of messages is asked for behind one that was deleted meanwhile",
    answers: ["refused", "empty", "goes-on"],
  },
  messageDeletedTwice: {
    question: "DELETE of a message that isn't there",
    answers: ["not-found", "taken"],
  },
  conversationDeletedTwice: {
    question: "DELETE of a conversation that isn't there",
    answers: ["not-found", "taken"],
  },
  textOverAttachment: {
    question: "PUT of a text on a message with a file or a location",
    answers: ["kept-beside", "replaced", "refused"],
  },
  emptyText: {
    question: "PUT of a message's text as null or as an empty text",
    answers: ["refused", "cleared", "ignored"],
  },
  longText: { question: "A text of a mebibyte", answers: ["taken", "refused"] },
  systemMessageEdit: { question: "PUT of a system message", answers: ["taken", "refused"] },
  customEditMarks: { question: "Whether an edit of custom alone sets editedAt", answers: ["yes", "no"] },
  editActivity: {
    question: "Whether an edit of a message counts as the conversation's last activity",
    answers: ["no", "yes"],
  },
  editUnread: {
    question: "Whether an edit of a message makes the conversation unread for others",
    answers: ["no", "yes"],
  },
  editNotifies: { question: "Whether an edit of a message notifies", answers: ["no", "yes"] },
  referenceAfterDelete: {
    question: "What becomes of a reply's referencedMessageId once that message is deleted",
    answers: ["stays", "null"],
  },
  reactionsInRest: {
    question: "How REST shows reactions",
    answers: ["users", "counts", "absent"],
  },
  reactionOfLeft: {
    question: "DELETE of a reaction of somebody who has left, or never took part",
    answers: ["taken", "refused"],
  },
  contentInRest: { question: "Whether REST shows a message's content", answers: ["absent", "present"] },
  textInRest: { question: "How REST shows a text with markup", answers: ["markup", "plain"] },
  rewrittenMarkup: {
    question: "Whether <url|label> in a text that REST writes becomes a live link or button",
    answers: ["live", "literal"],
  },
  fileAfterMessage: {
    question: "What becomes of a file whose message is deleted",
    answers: ["stays", "gone-with-the-last", "gone-with-the-first"],
  },
  fileAfterConversation: {
    question: "What becomes of the files of a conversation that is deleted",
    answers: ["stays", "gone"],
  },
  fileHead: { question: "HEAD of a file's URL", answers: ["taken", "refused"] },
  leftInList: {
    question: "By which request's version a conversation goes from the list of somebody who left it",
    answers: ["of-the-list", "of-the-leaving"],
  },
  inboundAfterLeaving: {
    question: "The inbound e-mail address of somebody who left, or never took part",
    answers: ["not-found", "answered"],
  },
  emptyConversationBefore: {
    question: "Whether lastMessageBefore takes conversations without messages, by their creation",
    answers: ["no", "yes"],
  },
  batchPatch: { question: "PATCH in a batch", answers: ["taken", "refused"] },
  batchDelete: { question: "DELETE in a batch", answers: ["taken", "refused"] },
  batchBulkEdit: { question: "PUT /users in a batch", answers: ["taken", "refused"] },
  batchImport: { question: "An import in a batch", answers: ["taken", "refused"] },
  batchEncodedIds: { question: "Percent-encoded IDs in a path of a batch", answers: ["decoded", "literal"] },
  pendingNotification: {
    question: "What a notification shows of a message that was edited before it was sent",
    answers: ["as-sent", "as-edited"],
  },
  updatedEvent: {
    question: "What the webhook message.updated holds",
    answers: ["new-text", "both-texts"],
  },
  deletedEvent: { question: "What the webhook message.deleted holds", answers: ["text", "id-only"] },
  searchIndex: { question: "When a search finds what an edit made of a text", answers: ["at-once", "late"] },
  headerPhotoCleared: {
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
