import { ScrubjayError } from "../base/errors.js";

/** Thrown for arguments that can't be used. */
export class UsageError extends ScrubjayError {
  readonly code = "USAGE";
  override readonly exitCode = 2;
}

/** Thrown when a person says no. */
export class DeclinedError extends ScrubjayError {
  readonly code = "DECLINED";

  constructor() {
    super("Nothing was changed.");
  }
}

/** Thrown when the person at the terminal, or whatever runs the program, ended a command before it was done. */
export class InterruptedError extends ScrubjayError {
  readonly code = "INTERRUPTED";

  /**
   * @param left what is left as it is, as a sentence; undefined: nothing was begun.
   * @param remedy how to go on with it.
   */
  constructor(left?: string, remedy?: string) {
    super(left === undefined ? "Interrupted." : `Interrupted. ${left}`, remedy);
  }
}
