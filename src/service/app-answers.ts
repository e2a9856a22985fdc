import { failure } from "../base/errors.js";
import type { Encryption } from "../ledger/encryption.js";
import type { AppAnswerRow, NewAppAnswer } from "../ledger/answers/app-answers.js";
import { isFound, type AppAnswers, type FoundAnswer, type SeenAnswer } from "../model/app-answers.js";
import { isQuestion, type QuestionName } from "../model/questions/index.js";
import { API_VERSION } from "../talkjs/api-version.js";
import type { OpenedApp } from "./opened-app.js";

type Context = Pick<OpenedApp, "ledger" | "appAnswers" | "options">;

/** What was answered, when and by whom. */
export interface AnswersToKeep {
  /** Of the TalkJS that answered (RFC 6454). */
  apiOrigin: string;
  apiVersion: string;
  askedAt: Date;
  /** Another app was asked. */
  fromFile: boolean;
  answers: readonly (Pick<SeenAnswer, "question"> & FoundAnswer)[];
}

/**
 * What is known of the TalkJS that this app is at: of the version of its API that is used, and authenticated by us. Whoever
 * plans, edits or certifies asks `answerOf` about it.
 */
export async function appAnswers({ ledger, appAnswers: kept, options }: Context): Promise<AppAnswers> {
  const seen = new Map<QuestionName, SeenAnswer>();
  const changed: QuestionName[] = [];
  for (const row of await kept.list(originOf(options))) {
    const { question, askedAt: at, apiVersion, fromFile } = row;
    // A question of a later version; or an answer of another version of the API, by which nothing is known of this one.
    if (!isQuestion(question) || apiVersion !== API_VERSION) continue;
    const found = foundIn(question, row, options.appId, ledger.encryption);
    if (found) seen.set(question, { ...found, question, at, apiVersion, fromFile });
    else changed.push(question);
  }
  return { seen, changed };
}

/**
 * Keeps answers instead of earlier ones to the same questions.
 * @throws {ANSWERS_OTHER} where they are of another TalkJS, or another version of its API.
 */
export async function keepAnswers(
  { apiOrigin, apiVersion, askedAt, fromFile, answers }: AnswersToKeep,
  { ledger, appAnswers: kept, options }: Context,
): Promise<void> {
  const ours = originOf(options);
  if (apiOrigin !== ours) throw failure("ANSWERS_OTHER.api", { ours });
  if (apiVersion !== API_VERSION) throw failure("ANSWERS_OTHER.version", { ours: API_VERSION });
  const rows = answers.map(({ question, answer, status }) => {
    const row = { apiOrigin, question, answer, status, apiVersion, askedAt, fromFile };
    return { ...row, mac: macOf(row, options.appId, ledger.encryption) };
  });
  await kept.keep(rows);
}

const originOf = ({ config }: Context["options"]): string => new URL(config.apiUrl).origin;

/** The answer of a row; undefined where somebody else than us wrote it. */
function foundIn(
  question: QuestionName,
  row: AppAnswerRow,
  appId: string,
  encryption: Encryption,
): FoundAnswer | undefined {
  if (row.mac !== macOf(row, appId, encryption) || !isFound(question, row)) return undefined;
  return { answer: row.answer as FoundAnswer["answer"], status: row.status };
}

function macOf(row: Omit<NewAppAnswer, "mac">, appId: string, encryption: Encryption): string {
  const { apiOrigin, question, answer, status, apiVersion, askedAt, fromFile } = row;
  const of = [appId, apiOrigin, question, answer, status, apiVersion, askedAt.toISOString(), fromFile];
  return encryption.ofLedger().mac(JSON.stringify(["app answer", ...of]));
}
