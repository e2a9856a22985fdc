import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { SandboxError } from "../error.js";
import { reasonsOf } from "../api/reasons.js";
import { conversationFrom, messageFromRest } from "./filled-in.js";
import { ConversationDataSchema, RestMessageSchema, unchanged } from "./line-schemas.js";
import { withoutBom } from "./ndjson.js";
import type { SandboxConversation, SandboxMessage } from "../shapes/conversation.js";
import { UserDataSchema, type SandboxUser } from "../shapes/user.js";

const USERS_SUFFIX = "-users.json";
const MAX_PROBLEMS = 5;

/** What TalkJS's published exporter wrote, oldest first. */
export interface ExportedApp {
  users: SandboxUser[];
  conversations: SandboxConversation[];
  messages: SandboxMessage[];
}

/**
 * Reads `<app>-users.json`, `<app>-conversations.json` and `<app>-messages.json` (an array of arrays) of a folder.
 * When it holds the files of several apps, those of `appId` are taken.
 * @throws SandboxError (`SANDBOX_IMPORT`) that names the file and what is wrong with it, never what it says.
 * @see https://github.com/talkjs/talkjs-examples/tree/master/rest-api/export-data
 */
export async function importFolder(path: string, appId: string): Promise<ExportedApp> {
  const app = await appIn(path, appId);
  const file = (kind: string) => `${app}-${kind}.json`;
  const users = await read(path, file("users"), z.array(UserDataSchema));
  const listed = await read(path, file("conversations"), z.array(ConversationDataSchema));
  const nested = await read(path, file("messages"), z.array(z.array(RestMessageSchema)));
  const conversations = listed.reverse().map(conversationFrom);
  const known = new Set(conversations.map(({ id }) => id));
  const messages = nested.flatMap((ofOne) => ofOne.reverse().map(messageFromRest));
  const stray = messages.filter(({ conversationId }) => !known.has(conversationId)).length;
  if (stray > 0) {
    throw problem(
      `${file("messages")} has ${stray} messages of conversations that ${file("conversations")} lacks.`,
    );
  }
  return { users: users.reverse(), conversations, messages };
}

async function appIn(path: string, appId: string): Promise<string> {
  const names = await readdir(path).catch((cause: unknown) => {
    throw problem("The folder to import can't be read. Give the folder that the exporter wrote to.", cause);
  });
  const apps = names
    .filter((name) => name.endsWith(USERS_SUFFIX))
    .map((name) => name.slice(0, -USERS_SUFFIX.length));
  const [only, ...others] = apps;
  if (only === undefined) {
    throw problem(
      `The folder to import has no file that ends in ${USERS_SUFFIX}. Give the folder that the exporter wrote to.`,
    );
  }
  if (others.length === 0 || apps.includes(appId)) return others.length === 0 ? only : appId;
  throw problem(
    "The folder to import has the files of several apps, and none of them is the sandbox's app ID. Set it.",
  );
}

async function read<T>(path: string, file: string, schema: z.ZodType<T>): Promise<T> {
  const text = await readFile(join(path, file), "utf8").catch((cause: unknown) => {
    throw problem(
      `${file} is missing or can't be read. The exporter writes three files; all are needed.`,
      cause,
    );
  });
  let value: unknown;
  try {
    value = JSON.parse(withoutBom(text));
  } catch {
    // The parser's own message would repeat a piece of the file.
    throw problem(`${file} is not JSON. Was the export interrupted?`);
  }
  const result = unchanged(schema, value);
  if (result.success) return result.data;
  const reasons = reasonsOf(result.error);
  const more = reasons.length > MAX_PROBLEMS ? `; and ${reasons.length - MAX_PROBLEMS} more` : "";
  throw problem(
    `${file} has not the shape that the exporter writes: ${reasons.slice(0, MAX_PROBLEMS).join("; ")}${more}.`,
  );
}

function problem(message: string, cause?: unknown): SandboxError {
  return new SandboxError("SANDBOX_IMPORT", message, cause === undefined ? undefined : { cause });
}
