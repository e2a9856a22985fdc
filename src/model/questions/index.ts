import { VIEW_QUESTIONS } from "./answers-of-rest.js";
import { BATCH_QUESTIONS } from "./batches.js";
import { CONVERSATION_QUESTIONS } from "./conversations.js";
import { FILE_QUESTIONS } from "./files.js";
import { MESSAGE_QUESTIONS } from "./messages.js";
import type { QuestionRow } from "./row.js";

/** What no document says about TalkJS and an erasure depends on, in the order of what it is about. */
export const QUESTIONS = {
  ...MESSAGE_QUESTIONS,
  ...VIEW_QUESTIONS,
  ...FILE_QUESTIONS,
  ...CONVERSATION_QUESTIONS,
  ...BATCH_QUESTIONS,
};

type Questions = typeof QUESTIONS;
export type QuestionName = keyof Questions;
/** One of the answers that were expected; of several questions, one of any of them. */
export type AnswerTo<Q extends QuestionName> = Q extends QuestionName
  ? keyof Questions[Q]["answers"] & string
  : never;

/** Those that `scrubjay probe` asks. */
export type AskedName = {
  [Q in QuestionName]: Questions[Q]["byHand"] extends null ? Q : never;
}[QuestionName];

export const QUESTION_NAMES = Object.keys(QUESTIONS) as QuestionName[];
export const ASKED_NAMES = QUESTION_NAMES.filter(
  (name): name is AskedName => QUESTIONS[name].byHand === null,
);

export const questionOf = (name: QuestionName): QuestionRow => QUESTIONS[name];
export const isQuestion = (name: string): name is QuestionName => Object.hasOwn(QUESTIONS, name);
/** Whether the question has that answer. */
export const isAnswerTo = (name: QuestionName, answer: string): boolean =>
  Object.hasOwn(QUESTIONS[name].answers, answer);
