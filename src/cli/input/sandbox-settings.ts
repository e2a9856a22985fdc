import { InvalidArgumentError, type Command } from "commander";
import { NEWEST_API_VERSION } from "../../sandbox/api/api-version.js";
import { DEFAULT_CLIENTS_EVERY_MS, MAX_CLIENTS } from "../../sandbox/options.js";
import type { SettingsEdit } from "../../sandbox/store/settings.js";
import { wholeNumber } from "./arguments.js";
import { answersTo, UNKNOWN_NAMES, UNKNOWNS } from "../../sandbox/store/unknowns.js";

/** What the command line says of the rules that the local TalkJS has. */
export interface SettingsOptions {
  apiVersion: string;
  syncUsers: boolean;
  syncConversations: boolean;
  assume: Record<string, string>;
  webhook?: string;
  loseWebhooks?: number;
  clients?: number;
  clientsEvery: number;
}

export function addSettings(command: Command): Command {
  return command
    .option(
      "--api-version <date>",
      "the app's version of the API, for requests that ask for none",
      NEWEST_API_VERSION,
    )
    .option("--no-sync-users", "browsers may not write users, as the dashboard can say")
    .option("--no-sync-conversations", "browsers may not write conversations")
    .option(
      "--assume <question=answer>",
      "how it behaves where no document says it; may be given several times (see --questions)",
      assumption,
      {},
    )
    .option("--questions", "show what can be assumed, and end")
    .option(
      "--clients <number>",
      "browsers that come back and write what their pages hold of themselves and of who they talk to",
      wholeNumber(0, MAX_CLIENTS),
    )
    .option(
      "--clients-every <seconds>",
      "how often each of them comes",
      wholeNumber(1, 86_400),
      DEFAULT_CLIENTS_EVERY_MS / 1_000,
    )
    .option("--webhook <url>", "where its events are sent to, signed as TalkJS signs them")
    .option("--lose-webhooks <share>", "the share of its events that is never sent, from 0 to 1", share);
}

export function settingsOf({
  syncUsers,
  syncConversations,
  assume,
  webhook,
  loseWebhooks,
}: SettingsOptions): SettingsEdit {
  return {
    syncUsers,
    syncConversations,
    assumed: assume,
    webhook: {
      ...(webhook !== undefined && { url: webhook }),
      ...(loseWebhooks !== undefined && { lose: loseWebhooks }),
    },
  };
}

/** What can be assumed, as JSON and in lines; the first answer is the default. */
export function questions() {
  const all = UNKNOWN_NAMES.map((name) => ({
    name,
    question: UNKNOWNS[name].question,
    answers: answersTo(name),
  }));
  const lines = all.flatMap(({ name, question, answers }) => [
    `${name}=${answers.join("|")}`,
    `    ${question}`,
  ]);
  return { questions: all, lines };
}

function assumption(value: string, before: Record<string, string>): Record<string, string> {
  const [, name, answer] = /^(\w+)=(\S+)$/.exec(value) ?? [];
  if (name === undefined || answer === undefined)
    throw new InvalidArgumentError("It must be question=answer, such as deletedCursor=empty.");
  return { ...before, [name]: answer };
}

function share(value: string): number {
  const number = Number(value);
  if (!/^\d+(\.\d+)?$/.test(value) || number > 1)
    throw new InvalidArgumentError("It must be a number from 0 to 1.");
  return number;
}
