import { createInterface } from "node:readline/promises";
import { DeclinedError, UsageError } from "./errors.js";

/**
 * Asks before something destructive.
 * @throws {DeclinedError} on anything but yes.
 * @throws {UsageError} when there is nobody to ask.
 */
export async function confirm(question: string, yes: boolean): Promise<void> {
  if (yes) return;
  if (!process.stdin.isTTY) {
    throw new UsageError(
      "This changes data for good, and there is no terminal to ask at.",
      "Add --yes if you mean it.",
    );
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await terminal.question(`${question} Type "yes" to go on: `);
    if (answer.trim().toLowerCase() !== "yes") throw new DeclinedError();
  } finally {
    terminal.close();
  }
}
