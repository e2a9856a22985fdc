import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { inherited } from "./inherited.js";
import * as reaper from "./reaper.js";
import { until, type Patience } from "./until.js";

/** How a child process ended and all that it said. */
export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

export interface Child {
  readonly pid: number;
  readonly stdin: ChildProcessWithoutNullStreams["stdin"];
  /** What it said so far. */
  readonly stdout: string;
  readonly stderr: string;
  /** Settles when it has ended and both outputs are read to their end. */
  readonly exited: Promise<Ended>;
  kill(signal?: NodeJS.Signals): void;
  /** Stops reading its stdout, as `head` does when it has enough; resolves when that is closed. */
  closeOutput(): Promise<void>;
  /** Waits until stdout and stderr together match, and resolves with the match. Rejects when it ends without. */
  untilOutput(pattern: RegExp, patience?: Patience): Promise<RegExpExecArray>;
}

export interface ChildOptions {
  env?: Record<string, string>;
  cwd?: string;
  /** Written to stdin, which is then closed. Without it stdin stays open. */
  stdin?: string;
  /** In a process group of its own, as a shell starts what is typed into a terminal. */
  detached?: boolean;
}

/** Runs `program` as a child with nothing in its environment but PATH, HOME, TMPDIR and `env`. */
export function startChild(program: string, args: readonly string[], options: ChildOptions = {}): Child {
  const spawned = spawn(program, args, {
    cwd: options.cwd,
    detached: options.detached ?? false,
    env: { ...inherited(), ...options.env },
  });
  const pid = spawned.pid ?? -1;
  reaper.add(pid);
  let [stdout, stderr] = ["", ""];
  let isOver = false;
  spawned.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  spawned.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  spawned.stdin.on("error", () => undefined);
  if (options.stdin !== undefined) spawned.stdin.end(options.stdin);
  const exited = new Promise<Ended>((resolve, reject) => {
    spawned.once("error", reject);
    spawned.once("close", (code, signal) => {
      isOver = true;
      reaper.remove(pid);
      resolve({ code, signal, stdout, stderr });
    });
  });
  const child: Child = {
    pid,
    stdin: spawned.stdin,
    get stdout() {
      return stdout;
    },
    get stderr() {
      return stderr;
    },
    exited,
    kill: (signal = "SIGTERM") => void spawned.kill(signal),
    closeOutput: () => new Promise((resolve) => void spawned.stdout.once("close", () => resolve()).destroy()),
    untilOutput: (pattern, patience) =>
      until(
        `output like ${pattern}`,
        () => {
          const match = pattern.exec(stdout) ?? pattern.exec(stderr);
          if (match === null && isOver) {
            throw new Error(`ended without output like ${pattern}\nstdout: ${stdout}\nstderr: ${stderr}`);
          }
          return match;
        },
        patience,
      ),
  };
  return child;
}
