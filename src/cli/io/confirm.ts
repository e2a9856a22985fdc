import { createInterface } from "node:readline/promises";
import { failure } from "../../base/errors.js";
import type { Output } from "./output.js";

/**
 * Asks before something destructive.
 * @throws {DECLINED} on anything but yes.
 * @throws {INTERRUPTED} when `signal` aborts, or on Ctrl-C, of which a terminal that asks makes no signal.
 * @throws {USAGE} when there is nobody to ask.
 */
export async function confirm(
  { io, signal }: Pick<Output, "io" | "signal">,
  question: string,
  yes: boolean,
): Promise<void> {
  if (yes) return;
  if (!io.stdin.isTTY) throw failure("USAGE.noTerminal");
  const terminal = createInterface({ input: io.stdin, output: io.stderr });
  const ended = new Promise<never>((_, reject) => {
    terminal.once("SIGINT", () => reject(failure("INTERRUPTED")));
    terminal.once("close", () => reject(failure("DECLINED")));
  });
  try {
    const asked = terminal.question(`${question} Type "yes" to go on: `, { signal });
    const answer = await Promise.race([asked, ended]);
    if (answer.trim().toLowerCase() !== "yes") throw failure("DECLINED");
  } catch (error) {
    throw signal.aborted ? failure("INTERRUPTED") : error;
  } finally {
    terminal.close();
  }
}
