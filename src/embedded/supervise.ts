import { spawn } from "node:child_process";
import { openSync, closeSync } from "node:fs";
import type { Socket } from "node:net";
import { createInterface } from "node:readline";
import { basename } from "node:path";
import { failure } from "../base/errors.js";

/** A server program that never outlives the process that started it, not even when that one is SIGKILLed. */
export interface Supervised {
  /** Of the program itself, not of its supervisor. */
  readonly pid: number;
  /** Settles when the program has ended, with its exit code (128 + n after signal n). */
  readonly exited: Promise<number>;
  /** Asks the program to end (SIGTERM, SIGKILL after 10 s) and waits until it has. Idempotent. */
  stop(): Promise<void>;
}

/**
 * Descriptor 3 is the lifeline: a pipe whose other end only the parent holds, so it closes however the parent
 * ends. The program gets the supervisor's own stdin (secrets go there, never on argv) and writes to its stderr.
 * The shell would give a background program /dev/null as stdin, hence the detour over descriptor 4.
 */
const SUPERVISOR = `
exec 4<&0
"$@" <&4 >&2 3<&- 4<&- &
program=$!
exec 4<&- 0</dev/null
echo "$program"
exec 1>&2
(
  while read -r _ <&3; do :; done
  kill -TERM "$program" 2>/dev/null
  tenths=0
  while kill -0 "$program" 2>/dev/null && [ "$tenths" -lt 100 ]; do sleep 0.1; tenths=$((tenths + 1)); done
  kill -KILL "$program" 2>/dev/null
) &
watcher=$!
wait "$program"
code=$?
kill -KILL "$watcher" 2>/dev/null
exit "$code"
`;

/**
 * Starts `program` in a session of its own, so that a Ctrl-C in the terminal reaches only the parent, which then
 * decides when the program may end. `input` is its stdin; what it prints is appended to `logFile`.
 * Throws PROGRAM_ENDED when it can't be started.
 */
export async function supervise(
  program: string,
  args: readonly string[],
  options: { input: string; logFile: string; cwd: string },
): Promise<Supervised> {
  const log = openSync(options.logFile, "a", 0o600);
  const shell = spawn("/bin/sh", ["-c", SUPERVISOR, "supervisor", program, ...args], {
    cwd: options.cwd,
    detached: true,
    stdio: ["pipe", "pipe", log, "pipe"],
  });
  closeSync(log);
  const [stdin, stdout] = [shell.stdin as Socket, shell.stdout as Socket];
  const lifeline = shell.stdio[3] as Socket;
  const exited = new Promise<number>((resolve) => {
    shell.once("error", () => resolve(127));
    shell.once("exit", (code) => {
      lifeline.destroy();
      resolve(code ?? 137);
    });
  });
  // A program that is gone already answers a write with EPIPE; `exited` tells that story.
  stdin.on("error", () => undefined);
  lifeline.on("error", () => undefined);
  stdin.end(options.input);

  // The supervisor says one number and closes its stdout.
  let pid = 0;
  for await (const line of createInterface({ input: stdout })) pid = Number(line);
  if (pid === 0) {
    lifeline.destroy();
    throw failure("PROGRAM_ENDED", { program: basename(program) });
  }
  return {
    pid,
    exited,
    async stop() {
      lifeline.end();
      await exited;
    },
  };
}
