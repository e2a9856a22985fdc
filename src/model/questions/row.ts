/** A question about TalkJS that no document answers. */
export interface QuestionRow<Answer extends string = string> {
  /** In plain words, as the beginning of a sentence. */
  question: string;
  /** What may be answered, and what each answer means for an erasure. */
  answers: Readonly<Record<Answer, string>>;
  /** The part of an erasure that depends on it. */
  decides: string;
  /** What is taken for the answer while nobody has asked: the one by which least is promised and least goes wrong. */
  assumed: NoInfer<Answer>;
  /** Why that one. */
  why: string;
  /** How a person finds it out where REST alone doesn't show it; null: `scrubjay probe` asks. */
  byHand: string | null;
}

/** One that `scrubjay probe` asks. */
export const asked = <const Answer extends string>(row: Omit<QuestionRow<Answer>, "byHand">) => ({
  ...row,
  byHand: null,
});

/** One that needs a person: a receiver of webhooks, an hour, a browser. */
export const askedByHand = <const Answer extends string>(row: QuestionRow<Answer> & { byHand: string }) =>
  row;
