import type { AppAnswerView } from "../../contracts/app-answers.js";
import { answerOf, meaningOf, sourceText, type AppAnswers } from "../../model/app-answers.js";
import { QUESTION_NAMES, questionOf } from "../../model/questions/index.js";
import { instant } from "../http/instant.js";

/** All questions, with what is gone by. */
export const appAnswerViews = (known: AppAnswers): AppAnswerView[] =>
  QUESTION_NAMES.map((name) => {
    const { question: text, decides, assumed, byHand } = questionOf(name);
    const { answer } = answerOf(name, known);
    const seen = known.seen.get(name);
    const status = seen?.status ?? null;
    return {
      ...{ question: name, text, decides, answer, status, assumed, byHand },
      meaning: meaningOf(name, { answer, status }),
      seenAt: instant(seen?.at ?? null),
      apiVersion: seen?.apiVersion ?? null,
      fromFile: seen?.fromFile ?? false,
      source: sourceText(name, known),
      isChanged: known.changed.includes(name),
    };
  });
