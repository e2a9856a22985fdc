import { CommanderError } from "commander";
import { told } from "../../model/errors/index.js";
import { ScrubjayError, failure, isFailure } from "../../base/errors.js";
import { SandboxError } from "../../sandbox/error.js";
import { errorCode } from "../../telemetry/error-code.js";
import { interruptedExitCode } from "./interruption.js";
import type { Failure } from "./standard-error.js";

const MOST_FRAMES = 8;

/**
 * What is told of an error, and the exit code. The message of an unexpected error is not shown: it could carry a query's
 * parameters or an answer's body. Its code and where it happened are enough to find it.
 * @param signal of the invocation.
 */
export function failureOf(error: unknown, signal: AbortSignal): Failure {
  if (error instanceof CommanderError) return usageFailure(error);
  if (error instanceof SandboxError)
    return { code: error.code, message: error.message, exitCode: 2, frames: [] };
  if (signal.aborted && !(error instanceof ScrubjayError)) return failureOf(failure("INTERRUPTED"), signal);
  if (error instanceof ScrubjayError) {
    const { code, message, remedy } = error;
    const exitCode = isFailure(error, "INTERRUPTED") ? interruptedExitCode(signal) : error.exitCode;
    return { code, message, remedy, exitCode, frames: [] };
  }
  const code = errorCode(error);
  const { message, exitCode } = told("INTERNAL.command", { code });
  return { code, message, exitCode, frames: framesOf(error) };
}

/** A failure as `--json` tells it. */
export const jsonDocument = ({ code, message, remedy }: Failure): string =>
  `${JSON.stringify({ error: { code, message, remedy } }, null, 2)}\n`;

/** Every command takes --json: it is unknown only where none is named. */
const NO_COMMAND = /^\(outputHelp\)$|^error: unknown option '--json'/;
/** What was typed could be a person's ID. */
const TYPED = /(value|argument) '.*' is invalid/s;

/** What the argument parser refuses. */
function usageFailure({ message }: CommanderError): Failure {
  const refused = message.replace(/^error: /, "").replace(TYPED, "$1 is invalid");
  return {
    code: "USAGE",
    message: NO_COMMAND.test(message) ? "A command is needed." : refused,
    remedy: "See what it takes with: --help",
    exitCode: 2,
    frames: [],
  };
}

function framesOf(error: unknown): string[] {
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  return stack
    .split("\n")
    .filter((line) => /^\s+at /.test(line))
    .slice(0, MOST_FRAMES);
}
