import { ScrubjayError } from "../errors.js";

/** Thrown when `DATABASE_URL` doesn't lead to a usable PostgreSQL. `reason` is the driver's code. */
export class LedgerUnavailableError extends ScrubjayError {
  readonly code = "LEDGER_UNAVAILABLE";
  override readonly exitCode = 2;

  constructor(readonly reason: string) {
    super(
      `The ledger's database can't be opened (${reason}).`,
      "Check DATABASE_URL: host, port, user, password and database name; or unset it to use the embedded ledger.",
    );
  }
}

/** Thrown when the database was written by a newer version of the program. Nothing was changed. */
export class LedgerTooNewError extends ScrubjayError {
  readonly code = "LEDGER_TOO_NEW";
  override readonly exitCode = 2;

  constructor() {
    super(
      "The ledger's database was written by a newer Scrubjay than this one.",
      "Update this program, then run the command again.",
    );
  }
}

/** Thrown when the ledger was made with another pseudonym key. Going on would give people second pseudonyms. */
export class KeyMismatchError extends ScrubjayError {
  readonly code = "KEY_MISMATCH";
  override readonly exitCode = 2;

  constructor() {
    super(
      "The pseudonym key isn't the one that this ledger was made with.",
      "Set SCRUBJAY_PSEUDONYM_KEY to the key that the other processes use, or bring back the key file of the data folder.",
    );
  }
}

/** Thrown when an encrypted reference doesn't open: another key, another place, or changed bytes. */
export class SealBrokenError extends ScrubjayError {
  readonly code = "SEAL_BROKEN";

  constructor() {
    super(
      "An encrypted user reference of the worklist can't be opened: the key is another one, or the row was changed.",
      "Check SCRUBJAY_PSEUDONYM_KEY. If the database was restored or edited by hand, cancel the run and plan again.",
    );
  }
}

/** Thrown when another sweep of the same app is being planned or applied. */
export class SweepActiveError extends ScrubjayError {
  readonly code = "SWEEP_ACTIVE";
  override readonly exitCode = 2;

  constructor(readonly activeRun: number | undefined) {
    const run = activeRun ?? "N";
    super(
      `Run ${run} of this app isn't finished, and two at once would edit the same people.`,
      `Go on with it: scrubjay resume ${run}. Or give it up: scrubjay cancel ${run}.`,
    );
  }
}

export class RunNotFoundError extends ScrubjayError {
  readonly code = "RUN_NOT_FOUND";
  override readonly exitCode = 2;

  constructor(readonly runId: number) {
    super(`There is no run ${runId} of this app in this ledger.`, "See the runs with: scrubjay runs");
  }
}

/** Thrown when a run isn't in a state that allows the step. */
export class RunStateError extends ScrubjayError {
  readonly code = "RUN_STATE";
  override readonly exitCode = 2;
}

export class HoldNotFoundError extends ScrubjayError {
  readonly code = "HOLD_NOT_FOUND";
  override readonly exitCode = 2;

  constructor() {
    super("There is no such legal hold on this app.", "See the holds with: scrubjay hold list");
  }
}

export class HoldStateError extends ScrubjayError {
  readonly code = "HOLD_STATE";
  override readonly exitCode = 2;
}

export class RequestNotFoundError extends ScrubjayError {
  readonly code = "REQUEST_NOT_FOUND";
  override readonly exitCode = 2;

  constructor() {
    super("There is no such erasure request for this app.", "See the requests with: scrubjay request list");
  }
}

/** Thrown when a request isn't in a state that allows the step. */
export class RequestStateError extends ScrubjayError {
  readonly code = "REQUEST_STATE";
  override readonly exitCode = 2;
}
