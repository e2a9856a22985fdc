import { chmod, mkdir, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { execFileAsync } from "../../src/embedded/programs.js";
import { startChild, type Child } from "../support/child.js";
import { MAIN } from "../support/cli.js";
import { until } from "../support/until.js";

const HANGS_AFTER = { within: 600_000, every: 50 };
// eslint-disable-next-line no-control-regex -- what a terminal is told
const FOR_TERMINALS = /\u001b\[[\d;?]*[A-Za-z]/g;

export interface TerminalOptions {
  cwd: string;
  env: Record<string, string>;
  /** Where the sandbox listens, unless a command says otherwise. */
  sandboxPort: number;
}

/** How a command ended. */
export interface Done {
  printed: string;
  status: number;
}

/** A terminal with a shell, in which `npx scrubjay` is the program as it was built. */
export class Terminal {
  readonly #shell: Child;
  #commands = 0;
  /** Where the output of the newest command begins. */
  #from = 0;

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
      // A shell that becomes its only command, so that this one gets the signals.
      env: { ...env, PATH: path, SHELL: "/bin/bash" },
      detached: true,
    });
    shell.stdin.write("exec 2>&1\ntrap : INT\n");
    return new Terminal(shell);
  }

  /** Runs a command to its end. @param answer typed when it asks, which needs a terminal. */
  async run(typed: string, answer?: string): Promise<Done> {
    if (answer === undefined) this.#type(typed);
    else this.#type(`printf '%s\\n' '${answer}' | ${onScreen(`stty cols 120; ${typed}`)}`, "");
    return this.#done();
  }

  /** Starts what runs until it is interrupted, and waits for it; see `untilPrinted`. */
  async start(typed: string, isReady: (printed: string) => boolean): Promise<string> {
    this.#type(onScreen(typed));
    return this.untilPrinted(isReady);
  }

  /** Waits until what was started has printed what is waited for. @returns all that it has printed. */
  async untilPrinted(isIt: (printed: string) => boolean): Promise<string> {
    return until(
      "a command prints what it should",
      () => {
        const printed = plain(this.#output());
        if (isIt(printed)) return printed;
        if (this.#mark().test(printed)) throw new Error(`ended without printing what it should:\n${printed}`);
        return undefined;
      },
      HANGS_AFTER,
    ).catch((error: unknown) => {
      throw new Error(`${plain(this.#output())}\n${String(error)}`, { cause: error });
    });
  }

  /** Types Ctrl-C, and waits until what was started has ended. */
  async interrupt(): Promise<void> {
    // To the command itself, as a terminal does: `script`, were it interrupted, would kill the command two seconds later.
    for (const script of await childrenOf(this.#shell.pid))
      for (const leader of await childrenOf(script)) process.kill(-leader, "SIGINT");
    await this.#done();
  }

  /** Ends the shell, and what runs in it. */
  async close(): Promise<void> {
    process.kill(-this.#shell.pid, "SIGINT");
    // A loop of the shell's own goes on after Ctrl-C.
    this.#shell.kill("SIGHUP");
    this.#shell.stdin.end();
    await this.#shell.exited;
  }

  #type(command: string, input = " < /dev/null"): void {
    this.#from = this.#shell.stdout.length;
    this.#commands += 1;
    this.#shell.stdin.write(`{\n${command}\n}${input}\necho "-- end of command ${this.#commands}: $? --"\n`);
  }

  async #done(): Promise<Done> {
    const [mark = "", status] = await this.#shell.untilOutput(this.#mark(), HANGS_AFTER);
    return { printed: plain(this.#output().replace(mark, "")), status: Number(status) };
  }

  #output(): string {
    return this.#shell.stdout.slice(this.#from);
  }

  #mark(): RegExp {
    return new RegExp(`-- end of command ${this.#commands}: (\\d+) --\\n`);
  }
}

async function childrenOf(parent: number): Promise<number[]> {
  const { stdout } = await execFileAsync("ps", ["-A", "-o", "pid=,ppid="]);
  const pairs = stdout
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number));
  return pairs.flatMap(([pid = 0, ppid]) => (ppid === parent ? [pid] : []));
}

/** Where the program finds a terminal, as a person has it, not a pipe. What ends `script` ends the command with SIGTERM. */
const onScreen = (command: string) => `script -qefc '${command.replaceAll("'", String.raw`'\''`)}' /dev/null`;

const plain = (text: string) => text.replace(FOR_TERMINALS, "").replaceAll("\r", "\n");
