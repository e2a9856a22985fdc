import { fileURLToPath } from "node:url";
import { startChild, type Child, type Ended } from "./child.js";

export type { Child, Ended } from "./child.js";

/** The command as users run it, built by the global set-up. */
export const MAIN = fileURLToPath(new URL("../../dist/scrubjay.js", import.meta.url));

export interface CliOptions {
  env?: Record<string, string>;
  cwd?: string;
  /** Written to stdin, which is then closed. Without it stdin is empty for `scrubjay` and open for `startScrubjay`. */
  stdin?: string;
}

/** Runs a scrubjay command to its end. Only PATH, HOME, TMPDIR and `env` are in its environment. */
export async function scrubjay(args: readonly string[], options: CliOptions = {}): Promise<Ended> {
  return startScrubjay(args, { ...options, stdin: options.stdin ?? "" }).exited;
}

/** Starts a scrubjay command and leaves it running. */
export function startScrubjay(args: readonly string[], options: CliOptions = {}): Child {
  return startChild(process.execPath, [MAIN, ...args], options);
}
