import { readFile } from "node:fs/promises";
import type { z } from "zod";
import { failure } from "../../base/errors.js";
import { AskedSchema } from "../../contracts/app-answers.js";

/** What a file of answers says, beside what it may say more. */
export type AnswersFile = z.input<typeof AskedSchema>;

/** @throws {USAGE.answersFile} */
export async function readAnswersFile(path: string): Promise<AnswersFile> {
  const text = await readFile(path, "utf8").catch(() => {
    throw failure("USAGE.answersFile", { problem: "can't be read" });
  });
  const answers = parse(text);
  const { error } = AskedSchema.safeParse(answers);
  const problems = error?.issues.map(({ path: at, message }) => `  ${at.join(".")}: ${message}`);
  if (problems) throw failure("USAGE.answersFile", { problem: `can't be used:\n${problems.join("\n")}` });
  const { askedAt, apiOrigin, apiVersion, answers: found } = answers as AnswersFile;
  return { askedAt, apiOrigin, apiVersion, answers: found };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw failure("USAGE.answersFile", { problem: "isn't JSON" });
  }
}
