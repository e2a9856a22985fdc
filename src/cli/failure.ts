import { ScrubjayError } from "../errors.js";
import { SandboxError } from "../sandbox/error.js";
import { errorCode } from "../telemetry/error-code.js";

/**
 * Tells a failure to the person or program that called, and sets the exit code. The message of an unexpected error
 * is not shown: it could carry a query's parameters or an answer's body. Its code and where it happened are enough
 * to find it.
 */
export function reportFailure(error: unknown, json: boolean): void {
  const known = error instanceof ScrubjayError || error instanceof SandboxError ? error : undefined;
  const code = known?.code ?? errorCode(error);
  const message = known?.message ?? `Something unexpected failed (${code}).`;
  const remedy = known instanceof ScrubjayError ? known.remedy : undefined;
  process.exitCode = known instanceof ScrubjayError ? known.exitCode : known ? 2 : 1;
  if (json) process.stdout.write(`${JSON.stringify({ error: { code, message, remedy } }, null, 2)}\n`);
  process.stderr.write(
    [message, remedy]
      .filter((text) => text !== undefined)
      .map(sentence)
      .join(""),
  );
  if (!known) process.stderr.write(`${frames(error)}\n`);
}

/** As a line of its own, however the error words it. A command at the end gets no full stop: it is there to be copied. */
function sentence(text: string): string {
  const begun = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?:)]$|\n\s[^\n]*$|: scrubjay [^.]*$/.test(begun) ? `${begun}\n` : `${begun}.\n`;
}

function frames(error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  return stack
    .split("\n")
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 8)
    .join("\n");
}
