import { reasonsOf } from "../api/reasons.js";
import { holdFiles } from "../acts/files.js";
import { withOrigin } from "./file-urls.js";
import { conversationFrom, fileFrom, messageFrom } from "./filled-in.js";
import { LineSchema, unchanged } from "./line-schemas.js";
import { withoutBom } from "./ndjson.js";
import type { SandboxData } from "../sandbox-data.js";
import type { SandboxMessage } from "../shapes/conversation.js";
import type { World } from "../store/world.js";

export interface Imported {
  users: number;
  conversations: number;
  messages: number;
  files: number;
}

/** A line that can't be taken. The lines before it were. */
export class SnapshotLineError extends Error {
  constructor(readonly reasons: readonly string[]) {
    super("The import has a line that can't be taken.");
    this.name = "SnapshotLineError";
  }
}

/**
 * Adds what the lines say to what is there; what has an ID that is known is replaced. Leaves no journal.
 * @throws SnapshotLineError with the number of the first wrong line.
 */
export async function importLines(lines: AsyncIterable<string>, data: SandboxData): Promise<Imported> {
  const imported: Imported = { users: 0, conversations: 0, messages: 0, files: 0 };
  let number = 0;
  for await (const line of lines) {
    number++;
    const text = number === 1 ? withoutBom(line) : line;
    if (text.trim() !== "") take(parse(text, number), number, data, imported);
  }
  return imported;
}

function parse(line: string, number: number): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw refusal(number, "is not JSON");
  }
}

function take(value: unknown, number: number, data: SandboxData, imported: Imported): void {
  const result = unchanged(LineSchema, value);
  if (!result.success)
    throw new SnapshotLineError(reasonsOf(result.error).map((why) => `line ${number}: ${why}`));
  const line = result.data;
  switch (line.type) {
    case "user":
      data.users.put(line.data, line.online ?? false);
      imported.users++;
      return;
    case "conversation":
      data.conversations.put(conversationFrom(line.data));
      if (line.activeAt !== undefined) data.conversations.touch(line.data.id, line.activeAt);
      imported.conversations++;
      return;
    case "message":
      if (!data.conversations.has(line.data.conversationId))
        throw refusal(number, "data.conversationId: no such conversation before this line");
      putMessage(data, withOrigin(messageFrom(line.data), data.files));
      imported.messages++;
      return;
    case "file": {
      const file = fileFrom(line.data);
      if (file.bytes.length !== file.about.size) throw refusal(number, "data.size: isn't that of data.bytes");
      data.files.restore(file);
      imported.files++;
    }
  }
}

const refusal = (number: number, reason: string) => new SnapshotLineError([`line ${number}: ${reason}`]);

/** Keeps a message that was imported, and notes the files that it holds. */
export function putMessage(world: World, message: SandboxMessage): void {
  world.conversations.putMessage(message);
  holdFiles(world, message);
}
