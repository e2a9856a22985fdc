import { isUserField, type UserField } from "./fields.js";
import { isAnswerTo, QUESTIONS, questionOf, type AnswerTo, type QuestionName } from "./questions/index.js";

/** What TalkJS answered otherwise than was expected. */
export const OTHER = "other";

/** What was answered to one question. */
export interface FoundAnswer<Q extends QuestionName = QuestionName> {
  answer: AnswerTo<Q> | typeof OTHER;
  /** Of HTTP, where the answer is `other`; else null. */
  status: number | null;
}

/** An answer as it was seen. */
export interface SeenAnswer extends FoundAnswer {
  question: QuestionName;
  at: Date;
  /** Of TalkJS's API. */
  apiVersion: string;
  /** Another app was asked, and a file brought it here. */
  fromFile: boolean;
}

/** What is known of an app's TalkJS. */
export interface AppAnswers {
  seen: ReadonlyMap<QuestionName, SeenAnswer>;
  /** Questions whose answers were changed by somebody else than us; none of them counts. */
  changed: readonly QuestionName[];
}

export const NOTHING_KNOWN: AppAnswers = { seen: new Map(), changed: [] };

export type Known<Q extends QuestionName> =
  | { answer: AnswerTo<Q> | typeof OTHER; seen: { at: Date; apiVersion: string } }
  | { answer: AnswerTo<Q>; assumed: true };

/** What to go by: what was seen, or else what is assumed. Whoever asks must have a way for `other`, too. */
export function answerOf<Q extends QuestionName>(name: Q, { seen }: Pick<AppAnswers, "seen">): Known<Q> {
  const found = seen.get(name);
  if (!found) return { answer: QUESTIONS[name].assumed as AnswerTo<Q>, assumed: true };
  return { answer: found.answer as AnswerTo<Q>, seen: { at: found.at, apiVersion: found.apiVersion } };
}

/** Whether something is an answer that can be kept: one that was expected, or `other` with its status. */
export const isFound = (name: QuestionName, { answer, status }: { answer: string; status: number | null }) =>
  answer === OTHER ? status !== null : status === null && isAnswerTo(name, answer);

/** What an answer means for an erasure. */
export function meaningOf(
  name: QuestionName,
  { answer, status }: { answer: string; status: number | null },
): string {
  if (answer === OTHER) return `TalkJS answers with status ${status}, and none of what was expected.`;
  return questionOf(name).answers[answer] ?? "";
}

const day = (at: Date): string => at.toISOString().slice(0, 10);

/** Where an answer is from: `seen on your app on …`, or `assumed: …`. */
export function sourceText(name: QuestionName, { seen, changed }: AppAnswers): string {
  const { assumed, byHand } = questionOf(name);
  const found = seen.get(name);
  if (found) {
    const where = found.fromFile ? "a test app" : "your app";
    return `seen on ${where} on ${day(found.at)}, API version ${found.apiVersion}`;
  }
  if (changed.includes(name))
    return `assumed: ${assumed}; the answer in the ledger was changed by somebody else than Scrubjay`;
  return `assumed: ${assumed}, never asked${byHand === null ? "" : "; ask by hand"}`;
}

/** Questions whose seen answers are others than what is assumed. */
export const surprisesIn = ({ seen }: Pick<AppAnswers, "seen">): SeenAnswer[] =>
  [...seen.values()].filter(({ question, answer }) => answer !== questionOf(question).assumed);

/** Fields of whose clearing no document speaks. */
const OF_FIELDS: Partial<Record<UserField, QuestionName>> = { headerPhotoUrl: "headerPhotoCleared" };

/** Whether a plan depends on what is known of clearing one of its fields. */
export const isAnyUnsure = (fields: readonly string[]): boolean =>
  fields.some((field) => questionAbout(field));

const questionAbout = (field: string): QuestionName | undefined =>
  isUserField(field) ? OF_FIELDS[field] : undefined;

/** What is known of clearing fields, in words with where from: what a plan depends on that blanks them. */
export function knownOfFields(fields: readonly string[], known: AppAnswers): string[] {
  return fields.flatMap((field) => {
    const name = questionAbout(field);
    if (name === undefined) return [];
    const found = known.seen.get(name);
    const { question, why } = questionOf(name);
    if (found) return [`${field}: ${meaningOf(name, found)} (${sourceText(name, known)})`];
    return known.changed.includes(name)
      ? [`${field}: ${question} is ${sourceText(name, known)}.`]
      : [`${field}: ${question} was never asked; ${why}. To ask a test app: scrubjay probe`];
  });
}
