import type { AppAnswerView } from "../../contracts/app-answers.js";
import { meaningOf, OTHER, type FoundAnswer } from "../../model/app-answers.js";
import {
  QUESTION_NAMES,
  questionOf,
  type AskedName,
  type QuestionName,
} from "../../model/questions/index.js";
import { plural } from "../../model/words.js";
import type { Asked, Unanswered } from "../../probe/ask-all.js";
import { columns } from "../io/columns.js";

const answerText = ({ answer, status }: Pick<AppAnswerView, "answer" | "status">): string =>
  answer === OTHER ? `${OTHER} (status ${status})` : answer;

/** Every question, what was answered, and where that is from. */
export const answerLines = (answers: readonly AppAnswerView[]): string[] =>
  columns([
    ["question", "answer", "from"],
    ...answers.map((one) => [one.question, one.seenAt === null ? "–" : answerText(one), one.source]),
  ]);

/** What came of asking, and how to ask the rest. */
export function askedLines({ found, unanswered }: Asked): string[] {
  const surprises = [...found].filter(([name, { answer }]) => answer !== questionOf(name).assumed);
  return [
    ...columns([["question", "answer", "so"], ...[...found].map(([name, answer]) => rowOf(name, answer))]),
    "",
    `${plural(found.size, "answer")}; ${surprises.length} of them other than what is assumed while nobody asks.`,
    ...titled(
      "No answer:",
      [...unanswered].map(([name, why]) => `${name}: ${whyText(why)}`),
    ),
    ...titled("Not asked by this command; ask like this:", byHandLines()),
  ];
}

const rowOf = (name: AskedName, found: FoundAnswer): string[] => [
  name,
  answerText(found),
  meaningOf(name, found),
];

const titled = (title: string, lines: string[]): string[] =>
  lines.length === 0 ? [] : ["", title, ...lines.map((line) => `  ${line}`)];

const whyText = (why: Unanswered): string =>
  why === "unseen" ? "TalkJS's answers don't show it." : `It couldn't be asked (${why}).`;

const byHandLines = (): string[] =>
  QUESTION_NAMES.flatMap((name: QuestionName) => {
    const { byHand } = questionOf(name);
    return byHand === null ? [] : [`${name}: ${byHand}`];
  });
