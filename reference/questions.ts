import { QUESTION_NAMES, questionOf, type QuestionName } from "../src/model/questions/index.js";
import { code, table } from "./markdown.js";

const HEAD = ["Name", "Question", "Answers, and what each means", "Decides", "Assumed while nobody asks"];

function rowOf(name: QuestionName): string[] {
  const { question, answers, decides, assumed, why } = questionOf(name);
  const meanings = Object.entries(answers).map(([answer, meaning]) => `${code(answer)}: ${meaning}`);
  return [code(name), inText(question), meanings.join("<br>"), decides, `${code(assumed)}, because ${why}`];
}

/** What stands in angle brackets is no HTML. */
const inText = (text: string): string => text.replaceAll("<", "\\<");

export function questionsPage(): string {
  const names = (isByHand: boolean) =>
    QUESTION_NAMES.filter((name) => (questionOf(name).byHand !== null) === isByHand);
  const byHand = names(true).map((name) => [code(name), questionOf(name).byHand ?? ""]);
  return `# What no document says

What TalkJS's documentation leaves open and an erasure depends on. \`scrubjay probe\` asks it of a test app; see [Asking your own
app](../rehearsal.md#asking-your-own-app). Until then the careful answer is assumed. An answer that is none of these is kept as \`other\`, with
its HTTP status. Made from \`src/model/questions\`.

## Asked by \`scrubjay probe\`

${table(HEAD, names(false).map(rowOf))}

## Asked by hand

These need a receiver of webhooks, a browser or an e-mail address. Write what you have seen into \`answers\` of a file that
\`scrubjay probe --out\` has written, as \`{ "question": "editNotifies", "answer": "no", "status": null }\`, and keep it with
\`scrubjay probe --take\`.

${table(HEAD, names(true).map(rowOf))}

${table(["Name", "How to ask it"], byHand)}`;
}
