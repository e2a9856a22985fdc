import { surprisesIn, type AppAnswers } from "../../model/app-answers.js";
import { ASKED_NAMES } from "../../model/questions/index.js";
import { agree, plural } from "../../model/words.js";
import type { Finding } from "./finding.js";

const WHAT = "What no document says";

/** Whether TalkJS was asked, and what it answered otherwise than is assumed. */
export function answerFindings(known: AppAnswers): Finding[] {
  const { seen, changed } = known;
  const missing = ASKED_NAMES.filter((name) => !seen.has(name)).length;
  const surprises = surprisesIn(known);
  const differing = surprises.map(({ question, answer }) => `${question} (${answer})`).join(", ");
  const detail =
    seen.size === 0
      ? `is assumed, as is safe; ${plural(missing, "question")} can be asked of a test app`
      : `${plural(seen.size, "answer")} of TalkJS, ${missing} not asked; ` +
        (surprises.length === 0
          ? "all are as assumed"
          : `${surprises.length} ${agree(surprises.length, "is", "are")} other than assumed: ${differing}`);
  return [
    { what: WHAT, verdict: "ok", detail, ...(seen.size === 0 && { remedy: "Ask: scrubjay probe" }) },
    ...(changed.length === 0 ? [] : [changedFinding(changed)]),
  ];
}

const changedFinding = (changed: readonly string[]): Finding => ({
  what: WHAT,
  verdict: "problem",
  detail: `${plural(changed.length, "answer")} in the ledger ${agree(changed.length, "was", "were")} changed by somebody else than Scrubjay, and ${agree(changed.length, "doesn't", "don't")} count: ${changed.join(", ")}`,
  remedy: "Find out who can write to the database. Then ask again: scrubjay probe",
});
