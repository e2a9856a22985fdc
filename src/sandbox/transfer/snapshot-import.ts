import { reasonsOf } from "../api/reasons.js";
import { conversationFrom, LineSchema, messageFrom, unchanged } from "./snapshot.js";
import type { SandboxData } from "../sandbox-data.js";

export interface Imported {
  users: number;
  conversations: number;
  messages: number;
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
  const imported: Imported = { users: 0, conversations: 0, messages: 0 };
  let number = 0;
  for await (const line of lines) {
    number++;
    if (line.trim() !== "") take(parse(line, number), number, data, imported);
  }
  return imported;
}

function parse(line: string, number: number): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new SnapshotLineError([`line ${number}: is not JSON`]);
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
      imported.conversations++;
      return;
    case "message":
      if (!data.conversations.has(line.data.conversationId)) {
        throw new SnapshotLineError([
          `line ${number}: data.conversationId: no such conversation before this line`,
        ]);
      }
      data.conversations.putMessage(messageFrom(line.data));
      imported.messages++;
  }
}
