import { chmod, mkdir, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { startChild, type Child } from "../support/child.js";
import { MAIN } from "../support/cli.js";

const HANGS_AFTER = { within: 600_000, every: 50 };
// eslint-disable-next-line no-control-regex -- what a terminal is told
const FOR_TERMINALS = /\u001b\[[\d;?]*[A-Za-z]/g;

export interface TerminalOptions {
  cwd: string;
  env: Record<string, string>;
  /** Where the sandbox listens, unless a command says otherwise. */
  sandboxPort: number;
}

/** A terminal with a shell, in which `npx scrubjay` is the program as it was built. */
export class Terminal {
  readonly #shell: Child;
  #commands = 0;

  private constructor(shell: Child) {
    this.#shell = shell;
  }

  static async open({ cwd, env, sandboxPort }: TerminalOptions): Promise<Terminal> {
    const bin = join(cwd, "bin");
    await mkdir(bin, { recursive: true });
    const port = `case "$*" in sandbox*--port*) ;; sandbox*) set -- "$@" --port ${sandboxPort} ;; esac`;
    await writeFile(
      join(bin, "npx"),
      `#!/bin/sh\nshift\n${port}\nexec "${process.execPath}" "${MAIN}" "$@"\n`,
    );
    await chmod(join(bin, "npx"), 0o755);
    const path = `${bin}${delimiter}${process.env["PATH"] ?? ""}`;
    // A process group of its own, so that Ctrl-C reaches what runs in it; the shell stays.
    const shell = startChild("bash", ["--noprofile", "--norc"], {
      cwd,
      env: { ...env, PATH: path },
      detached: true,
    });
    shell.stdin.write("exec 2>&1\ntrap : INT\n");
    return new Terminal(shell);
  }

  /** Runs a command to its end. @param answer typed when it asks, which needs a terminal. @returns what it printed */
  async run(typed: string, answer?: string): Promise<string> {
    const from = this.#shell.stdout.length;
    const mark = this.#type(typed, answer);
    await this.#shell.untilOutput(mark, HANGS_AFTER);
    return plain(this.#shell.stdout.slice(from).replace(mark, ""));
  }

  /** Starts what runs until it is interrupted, and waits until it has printed something like `pattern`. */
  async start(typed: string, pattern: RegExp): Promise<string> {
    const from = this.#shell.stdout.length;
    this.#type(typed);
    const begun = new RegExp(`[^]{${from}}[^]*?${pattern.source}`);
    await this.#shell.untilOutput(begun, HANGS_AFTER);
    return plain(this.#shell.stdout.slice(from));
  }

  /** Ends the shell, and what runs in it. */
  async close(): Promise<void> {
    process.kill(-this.#shell.pid, "SIGINT");
    this.#shell.stdin.end();
    await this.#shell.exited;
  }

  #type(typed: string, answer?: string): RegExp {
    const mark = `-- end of command ${++this.#commands} --`;
    const asked = `printf '%s\\n' '${answer}' | script -qec '${typed}' /dev/null`;
    const command = answer === undefined ? typed : asked;
    this.#shell.stdin.write(
      `{\n${command}\n}${answer === undefined ? " < /dev/null" : ""}\necho '${mark}'\n`,
    );
    return new RegExp(`${mark}\\n`);
  }
}

const plain = (text: string) => text.replace(FOR_TERMINALS, "").replaceAll("\r", "\n");
