import { join } from "node:path";
import { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { run } from "../../src/cli/run.js";
import { startChild, type Child, type Ended } from "./child.js";
import { inherited } from "./inherited.js";

export type { Child, Ended } from "./child.js";

/** What the global set-up builds. */
export const BUILT = fileURLToPath(new URL("../../dist/", import.meta.url));

/** The command as users run it. */
export const MAIN = join(BUILT, "scrubjay.js");

export interface CliOptions {
  env?: Record<string, string>;
  cwd?: string;
  /** Without it stdin is empty. */
  stdin?: string;
}

/**
 * Runs a scrubjay command to its end, in this process. Only PATH, HOME, TMPDIR and `env` are in its environment. What only
 * a process of its own shows (signals, pipes, the built file) is for `spawnScrubjay` and `startScrubjay`.
 */
export async function scrubjay(
  args: readonly string[],
  { env = {}, cwd, stdin = "" }: CliOptions = {},
): Promise<Ended> {
  const io = {
    stdin: Readable.from(stdin === "" ? [] : [Buffer.from(stdin)]),
    stdout: new Captured(),
    stderr: new Captured(),
  };
  const { signal } = new AbortController();
  const code = await run(args, { env: { ...inherited(), ...env }, io, signal, ...(cwd && { cwd }) });
  return { code, signal: null, stdout: io.stdout.text, stderr: io.stderr.text };
}

class Captured extends Writable {
  readonly #chunks: Buffer[] = [];

  get text(): string {
    return Buffer.concat(this.#chunks).toString("utf8");
  }

  override _write(chunk: Buffer, _: BufferEncoding, done: () => void): void {
    this.#chunks.push(chunk);
    done();
  }
}

/** The same as a process of its own. */
export async function spawnScrubjay(args: readonly string[], options: CliOptions = {}): Promise<Ended> {
  return startScrubjay(args, { ...options, stdin: options.stdin ?? "" }).exited;
}

/** Starts a scrubjay command as a process and leaves it running. Without `stdin` its stdin stays open. */
export function startScrubjay(args: readonly string[], options: CliOptions = {}): Child {
  return startChild(process.execPath, [MAIN, ...args], options);
}
