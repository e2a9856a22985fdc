import type { Invocation } from "../invocation.js";
import type { Io } from "./io.js";

/** Where a command writes: results on standard output, everything else on standard error. */
export interface Output {
  readonly json: boolean;
  /** For what is asked, drawn, or passed on byte for byte. */
  readonly io: Io;
  /** Aborts when the command is to end. */
  readonly signal: AbortSignal;
  /** The result: the value with `--json`, else the lines. */
  result: (value: unknown, lines: string[]) => void;
  /** A line for the person who watches. */
  say: (line: string) => void;
  /** The command ends with this exit code, although it throws nothing. @default 1: something was not done */
  fail: (exitCode?: 1 | 2 | 3) => void;
}

export function createOutput(invocation: Invocation, { json = false }: CommonOptions): Output {
  const { io, signal, stderr } = invocation;
  const { stdout } = io;
  return {
    json,
    io,
    signal,
    result: (value, lines) => {
      stdout.write(json ? `${JSON.stringify(value, null, 2)}\n` : `${lines.join("\n")}\n`);
    },
    say: (line) => stderr.say(line),
    fail: (exitCode = 1) => {
      invocation.exitCode = exitCode;
    },
  };
}

export { lengthOfTime as duration, number as count } from "../../model/words.js";

/** Columns: the first to the left, numbers to the right. */
export function table(rows: [string, string][]): string[] {
  const left = Math.max(0, ...rows.map(([label]) => label.length));
  const right = Math.max(0, ...rows.map(([, value]) => value.length));
  return rows.map(([label, value]) => `  ${label.padEnd(left)}  ${value.padStart(right)}`);
}

/** What every command takes. */
export interface CommonOptions {
  json?: boolean;
}
