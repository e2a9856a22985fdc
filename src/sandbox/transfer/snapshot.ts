import type { SandboxData } from "../sandbox-data.js";
import type { SandboxMessage } from "../shapes/conversation.js";
import type { StoredFile } from "../shapes/file.js";
import { fileTokensOf } from "../shapes/message-content.js";
import type { FileStore } from "../store/files.js";
import { withoutOrigin } from "./file-urls.js";

/**
 * Everything but the settings as NDJSON lines: users in the order of arrival, then each conversation and its messages, oldest
 * first, each file before the first message that holds it, and the files that nobody sent.
 */
export function* exportLines({ users, conversations, files }: SandboxData): Generator<string> {
  for (let number = 0; number < users.count; number++) {
    const online = users.isOnline(number) ? `"online":true,` : "";
    yield `{"type":"user",${online}"data":${users.json(number)}}\n`;
  }
  const written = new Set<string>();
  for (const id of conversations.ids()) {
    const touchedAt = conversations.touchedAt(id);
    const active = touchedAt === undefined ? "" : `"activeAt":${touchedAt},`;
    yield `{"type":"conversation",${active}"data":${JSON.stringify(conversations.get(id))}}\n`;
    for (const message of conversations.messages(id)) {
      yield* filesOf(message, files, written);
      yield `{"type":"message","data":${JSON.stringify(withoutOrigin(message, files))}}\n`;
    }
  }
  for (const file of files.kept()) if (!written.has(file.about.fileToken)) yield fileLine(file);
}

/** Those that are served and weren't written yet. */
function* filesOf(message: SandboxMessage, files: FileStore, written: Set<string>): Generator<string> {
  for (const token of fileTokensOf(message)) {
    const file = written.has(token) ? undefined : files.get(token);
    if (file === undefined) continue;
    written.add(token);
    yield fileLine(file);
  }
}

function fileLine({ about, contentType, bytes }: StoredFile): string {
  const data = { ...about, contentType, bytes: Buffer.from(bytes).toString("base64") };
  return `{"type":"file","data":${JSON.stringify(data)}}\n`;
}
