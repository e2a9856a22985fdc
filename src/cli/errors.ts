import { ScrubjayError } from "../errors.js";

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

/** Thrown when a signal ended a command: perhaps while it followed a run, which can go on. */
export class InterruptedError extends ScrubjayError {
  readonly code = "INTERRUPTED";

  constructor(runId?: number) {
    if (runId === undefined) super("Interrupted.", "See what was begun with: scrubjay runs");
    else super(`Interrupted. Run ${runId} is safe in the ledger.`, `Go on with it: scrubjay resume ${runId}`);
  }
}
