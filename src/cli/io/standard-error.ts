import type { Listener } from "../../telemetry/telemetry.js";
import type { Level } from "../../telemetry/levels.js";

/** Something that failed, as it is told. */
export interface Failure {
  code: string;
  message: string;
  remedy?: string | undefined;
  exitCode: number;
  /** Where an unexpected error happened, line by line; empty for all others. */
  frames: string[];
}

/** What a person should mend, although it works. */
export interface Warning {
  code: string;
  message: string;
}

/**
 * What a program writes to standard error, in one format by who reads it:
 * - JSON lines, for whoever collects logs: the services (`serve`, `worker`) where it is no terminal.
 * - Text lines, for a person: everything else. An event is a line too, such as `warning: quota.paused ms=500`.
 *
 * How loud events are is the same in both: LOG_LEVEL, and where that is unset `info` for services and `warn` for the
 * other commands.
 */
export interface StandardError {
  readonly isForPeople: boolean;
  readonly defaultLevel: Level;
  say(line: string): void;
  warn(warning: Warning): void;
  fail(failure: Failure): void;
  /** Writes events as lines. @param level of the most quiet one; `silent` writes none. */
  listener(level: Level | "silent"): Listener;
}
