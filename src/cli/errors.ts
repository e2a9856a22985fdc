import { ScrubjayError } from "../errors.js";

/** Thrown for arguments that can't be used. */
export class UsageError extends ScrubjayError {
  readonly code = "USAGE";
  override readonly exitCode = 2;
}

/** Thrown when the API can't be reached before anything was begun. */
export class ApiUnreachableError extends ScrubjayError {
  readonly code = "API_UNREACHABLE";
  override readonly exitCode = 2;

  constructor(readonly reason: string) {
    super(
      `The TalkJS API can't be reached (${reason}); nothing was begun.`,
      "Check TALKJS_API_URL and the network. scrubjay doctor looks at everything.",
    );
  }
}

/** Thrown when a person says no. */
export class DeclinedError extends ScrubjayError {
  readonly code = "DECLINED";

  constructor() {
    super("Nothing was changed.");
  }
}

/** Thrown when a signal ended a command: before it made a run, or while it followed one, which can go on. */
export class InterruptedError extends ScrubjayError {
  readonly code = "INTERRUPTED";

  constructor(runId?: number) {
    if (runId === undefined) super("Interrupted; nothing was begun.");
    else super(`Interrupted. Run ${runId} is safe in the ledger.`, `Go on with it: scrubjay resume ${runId}`);
  }
}
