import { ScrubjayError } from "../base/errors.js";
import { MissingError } from "../ledger/errors.js";

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

/** Thrown when there is no log yet, or nothing was signed of it. */
export class NoLogError extends MissingError {
  readonly code = "NO_LOG";

  constructor() {
    super(
      "There is no sealed log yet.",
      "It begins when serve, worker or a run first works on this ledger; nothing is to be set up.",
    );
  }
}

/** Thrown when there is no log of that number. */
export class LogNotFoundError extends MissingError {
  readonly code = "LOG_NOT_FOUND";

  constructor() {
    super("There is no such log of this app.", "They are counted from 1; each restart begins another one.");
  }
}

/** Thrown when something is asked of a log that it hasn't signed, or not yet. */
export class NotSignedError extends MissingError {
  readonly code = "NOT_SIGNED";

  /** @param what such as `There is no checkpoint over 12 entries`. */
  constructor(what: string, newest: number) {
    super(
      `${what}: the newest checkpoint is over ${newest}.`,
      "What was written is sealed and signed within seconds while a service or worker runs; ask again then.",
    );
  }
}

/** Thrown when a log that is as it was signed is to be replaced. */
export class LogHoldsError extends ScrubjayError {
  readonly code = "LOG_HOLDS";
  override readonly exitCode = 2;

  constructor() {
    super(
      "The sealed log holds: nothing was found that a new one would have to say.",
      "Nothing is to be done. A restart is only for entries that are lost for good.",
    );
  }
}

/** Thrown when a log can't be replaced because another process doesn't stop sealing it. */
export class LogBusyError extends ScrubjayError {
  readonly code = "LOG_BUSY";
  override readonly exitCode = 2;

  constructor() {
    super(
      "Another process seals the log, or begins a new one.",
      "Try again in a minute; nothing was changed. If it stays so, stop the services and workers first.",
    );
  }
}

/** Thrown when what was published before doesn't fit the log: one of them isn't what it was. */
export class PublishConflictError extends ScrubjayError {
  readonly code = "PUBLISH_CONFLICT";

  /** @param finding such as `a checkpoint over 12 entries was published, and the newest is over 10`. */
  constructor(readonly finding: string) {
    super(
      `What was published before doesn't fit the sealed log: ${finding}.`,
      "Keep both as they are, and hold the published one against the log: scrubjay audit verify --checkpoint <file>",
    );
  }
}

/** Thrown when the command that takes checkpoints fails. `result`: its exit code, or what ended it. */
export class PublishCommandError extends ScrubjayError {
  readonly code: string;

  constructor(readonly result: number | string) {
    super(
      result === "late"
        ? "The command that takes checkpoints took longer than a minute, and was ended."
        : `The command that takes checkpoints failed (${result}).`,
      "Run it by hand with a checkpoint on its standard input, and look at what it says: scrubjay audit checkpoint",
    );
    this.code =
      result === "late" ? "COMMAND_LATE" : `COMMAND_FAILED_${result}`.replace(/\W/g, "_").toUpperCase();
  }
}
