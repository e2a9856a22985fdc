import { ScrubjayError } from "../errors.js";

const RESTORE =
  "Run scrubjay audit verify to see what is wrong. If the database was restored from a backup, bring back a newer one; if entries are lost for good, begin a new log that says so: scrubjay audit restart";

/** Thrown when the sealed log isn't the one that was signed before: something was changed, lost or put back. */
export class LogBrokenError extends ScrubjayError {
  readonly code = "LOG_BROKEN";

  /** @param finding such as `it has 10 entries, and a checkpoint over 12 was signed`. */
  constructor(readonly finding: string) {
    super(`The sealed log doesn't hold: ${finding}.`, RESTORE);
  }
}

/** Thrown when the log has another name than the settings say. */
export class LogOriginError extends ScrubjayError {
  readonly code = "LOG_ORIGIN";
  override readonly exitCode = 2;

  constructor(origin: string) {
    super(
      `This ledger's log is named ${origin}, and SCRUBJAY_LOG_ORIGIN says otherwise. A log keeps its name for good.`,
      `Set SCRUBJAY_LOG_ORIGIN=${origin}, or unset it.`,
    );
  }
}

/** Thrown when this process would sign with another key than the log's. */
export class SigningKeyError extends ScrubjayError {
  readonly code = "SIGNING_KEY_OTHER";
  override readonly exitCode = 2;

  constructor(
    readonly expected: string,
    readonly found: string,
  ) {
    super(
      `The log is signed with key ${expected}, and this process has key ${found}.`,
      "Bring back the signing key (SCRUBJAY_SIGNING_KEY, or signing.key in the key folder). To change it on purpose: scrubjay keys rotate signing",
    );
  }
}

/** Thrown when another process has taken over the log meanwhile. Nothing was written. */
export class FencedOffError extends ScrubjayError {
  readonly code = "LOG_FENCED_OFF";

  constructor() {
    super("Another process seals the log now.", "Nothing is to be done: it goes on where this one was.");
  }
}

/** Thrown when there is no log yet. */
export class NoLogError extends ScrubjayError {
  readonly code = "NO_LOG";

  constructor() {
    super(
      "There is no sealed log yet.",
      "It begins when serve, worker or a run first works on this ledger; nothing is to be set up.",
    );
  }
}
