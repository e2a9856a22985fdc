import { createInterface } from "node:readline/promises";
import { DeclinedError, InterruptedError, UsageError } from "../errors.js";
import type { Output } from "./output.js";

/**
 * Asks before something destructive.
 * @throws {DeclinedError} on anything but yes.
 * @throws {InterruptedError} when `signal` aborts, or on Ctrl-C, of which a terminal that asks makes no signal.
 * @throws {UsageError} when there is nobody to ask.
 */
export async function confirm(
  { io, signal }: Pick<Output, "io" | "signal">,
  question: string,
  yes: boolean,
): Promise<void> {
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
    const asked = terminal.question(`${question} Type "yes" to go on: `, { signal });
    const answer = await Promise.race([asked, ended]);
    if (answer.trim().toLowerCase() !== "yes") throw new DeclinedError();
  } catch (error) {
    throw signal.aborted ? new InterruptedError() : error;
  } finally {
    terminal.close();
  }
}
