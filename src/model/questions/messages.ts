import { asked, askedByHand } from "./row.js";

/** Editing and deleting messages. */
export const MESSAGE_QUESTIONS = {
  deletedCursor: asked({
    question: "What a list of messages answers behind one that was deleted meanwhile",
    answers: {
      refused: "A list whose cursor was deleted has to be begun anew.",
      empty: "A list seems to end where its cursor was deleted.",
      "goes-on": "Messages can be deleted while they are listed.",
    },
    decides: "in which order messages are listed and deleted",
    assumed: "empty",
    why: "an empty page would pass for the end, so nothing is deleted before the next page is in hand",
  }),
  messageDeletedTwice: asked({
    question: "What DELETE of a message that isn't there answers",
    answers: {
      "not-found": "A repeated DELETE is a 404, and so is a wrong ID.",
      taken: "DELETE can be repeated blindly, and proves nothing.",
    },
    decides: "what is made of a DELETE whose answer got lost",
    assumed: "not-found",
    why: "a 404 is taken for done only of a message that was read before",
  }),
  textOverAttachment: asked({
    question: "What PUT of a text does to a message with a file",
    answers: {
      "kept-beside": "The file stays beside the new text: such a message must be deleted.",
      replaced: "The new text takes the file's place: blanking is enough.",
      refused: "Such a message can't be blanked, only deleted.",
    },
    decides: "whether messages with files can be blanked",
    assumed: "kept-beside",
    why: "a file that may still be there isn't called gone",
  }),
  emptyText: asked({
    question: "What PUT of null or an empty text does to a message",
    answers: {
      refused: "A message can't be emptied, only be given another text or deleted.",
      cleared: "A message can be emptied without another text.",
      ignored: "The answer is a 200, and the text stays.",
    },
    decides: "whether a text can be cleared without another one in its place",
    assumed: "ignored",
    why: "a 200 that changes nothing would leave the text, so another text is always sent",
  }),
  longText: asked({
    question: "Whether a text of a mebibyte is taken",
    answers: {
      taken: "Long texts can be written back with a word redacted.",
      refused: "What is written back must be short.",
    },
    decides: "whether a long text can be redacted in part",
    assumed: "refused",
    why: "a long text that can't be written back has to be replaced as a whole",
  }),
  systemMessageEdit: asked({
    question: "Whether PUT of a system message is taken",
    answers: {
      taken: "Copies of somebody's words in system messages can be blanked.",
      refused: "Copies of somebody's words in system messages must be deleted.",
    },
    decides: "what is done with copies in system messages",
    assumed: "refused",
    why: "a copy that can't be blanked has to be deleted",
  }),
  customEditMarks: asked({
    question: "Whether an edit of custom alone sets editedAt",
    answers: {
      yes: "Clearing custom fields labels messages as edited in the chat.",
      no: "Clearing custom fields isn't seen in the chat.",
    },
    decides: "what others see when custom fields are cleared",
    assumed: "yes",
    why: "a plan must not promise that others see nothing",
  }),
  editActivity: asked({
    question: "Whether an edit of a message counts as the conversation's last activity",
    answers: {
      no: "Edits move no conversation in anybody's list.",
      yes: "Edits bring old conversations to the top of everybody's list.",
    },
    decides: "how lists of conversations are paged, and what others see",
    assumed: "yes",
    why: "lists are read in the order of creation, which no edit moves",
  }),
  editUnread: asked({
    question: "Whether an edit of a message makes the conversation unread for others",
    answers: {
      no: "Others aren't called to what was blanked.",
      yes: "Others are called to what was blanked.",
    },
    decides: "what others see when messages are blanked",
    assumed: "yes",
    why: "a plan must not promise that others see nothing",
  }),
  editNotifies: askedByHand({
    question: "Whether an edit of a message notifies others",
    answers: {
      no: "Blanking sends no e-mail and no push.",
      yes: "Blanking may send an e-mail or a push for each message.",
    },
    decides: "when messages may be blanked",
    assumed: "yes",
    why: "a plan must not promise that nobody is notified",
    byHand:
      "Give somebody of the test app an e-mail address of yours, let them be offline, edit a message by REST, and wait as long as the dashboard says for missed messages.",
  }),
  referenceAfterDelete: asked({
    question: "What becomes of a reply's referencedMessageId once that message is deleted",
    answers: {
      stays: "Replies keep the ID of what was deleted.",
      null: "Replies lose the ID of what was deleted.",
    },
    decides: "what is said of replies",
    assumed: "stays",
    why: "an ID that may stay isn't called gone",
  }),
  searchIndex: askedByHand({
    question: "When a search finds what an edit made of a text",
    answers: {
      "at-once": "A blanked text can't be searched for any more.",
      late: "A blanked text can be searched for a while longer.",
    },
    decides: "what is said of searches after an erasure",
    assumed: "late",
    why: "a text that a search may still find isn't called gone",
    byHand:
      "In a browser of the test app search for a word, blank its message by REST, and search again at once and after an hour.",
  }),
  pendingNotification: askedByHand({
    question: "What a notification shows of a message that was edited before it was sent",
    answers: {
      "as-sent": "A text that was blanked within minutes still goes out by e-mail.",
      "as-edited": "A text that was blanked within minutes doesn't go out any more.",
    },
    decides: "what is said of notifications that are still to come",
    assumed: "as-sent",
    why: "a text that may still go out isn't called gone",
    byHand:
      "Send a message to somebody of the test app who is offline and has an e-mail address of yours, edit it by REST at once, and read the e-mail.",
  }),
  updatedEvent: askedByHand({
    question: "What the webhook message.updated holds",
    answers: {
      "new-text": "Receivers aren't sent what was blanked.",
      "both-texts": "Receivers are sent once more what was blanked.",
    },
    decides: "what receivers of webhooks get by an erasure",
    assumed: "both-texts",
    why: "receivers may have got the old text, and must be told to forget it",
    byHand:
      "Name a receiver of webhooks in the dashboard of the test app, edit a message by REST, and look for the old text.",
  }),
  deletedEvent: askedByHand({
    question: "What the webhook message.deleted holds",
    answers: {
      text: "Receivers are sent once more what was deleted.",
      "id-only": "Receivers aren't sent what was deleted.",
    },
    decides: "what receivers of webhooks get by an erasure",
    assumed: "text",
    why: "receivers may have got the old text, and must be told to forget it",
    byHand:
      "Name a receiver of webhooks in the dashboard of the test app, delete a message by REST, and look for its text.",
  }),
} as const;
