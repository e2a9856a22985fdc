import { createInterface } from "node:readline/promises";
import { DeclinedError, InterruptedError, UsageError } from "./errors.js";
import type { Output } from "./output.js";

/**
 * Asks before something destructive.
 * @throws {DeclinedError} on anything but yes.
 * @throws {InterruptedError} on Ctrl-C, which a terminal that asks doesn't make a signal of.
 * @throws {UsageError} when there is nobody to ask.
 */
export async function confirm({ io }: Pick<Output, "io">, question: string, yes: boolean): Promise<void> {
  if (yes) return;
  if (!io.stdin.isTTY) {
    throw new UsageError(
      "This changes data for good, and there is no terminal to ask at.",
      "Add --yes if you mean it.",
    );
  }
  const terminal = createInterface({ input: io.stdin, output: io.stderr });
  const ended = new Promise<never>((_, reject) => {
    terminal.once("SIGINT", () => reject(new InterruptedError()));
    terminal.once("close", () => reject(new DeclinedError()));
  });
  try {
    const answer = await Promise.race([terminal.question(`${question} Type "yes" to go on: `), ended]);
    if (answer.trim().toLowerCase() !== "yes") throw new DeclinedError();
  } finally {
    terminal.close();
  }
}
