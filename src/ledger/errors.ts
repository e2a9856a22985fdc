import { ScrubjayError } from "../base/errors.js";

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

/** The base of the failures to find what somebody named. */
export abstract class MissingError extends ScrubjayError {
  override readonly exitCode = 2;
}

export class RunNotFoundError extends MissingError {
  readonly code = "RUN_NOT_FOUND";

  constructor(readonly runId: number) {
    super(`There is no run ${runId} of this app in this ledger.`, "See the runs with: scrubjay runs");
  }
}

/** Thrown when a run isn't in a state that allows the step. */
export class RunStateError extends ScrubjayError {
  readonly code = "RUN_STATE";
  override readonly exitCode = 2;
}

export class HoldNotFoundError extends MissingError {
  readonly code = "HOLD_NOT_FOUND";

  constructor() {
    super("There is no such legal hold on this app.", "See the holds with: scrubjay hold list");
  }
}

export class HoldStateError extends ScrubjayError {
  readonly code = "HOLD_STATE";
  override readonly exitCode = 2;
}

export class RequestNotFoundError extends MissingError {
  readonly code = "REQUEST_NOT_FOUND";

  constructor() {
    super("There is no such erasure request for this app.", "See the requests with: scrubjay request list");
  }
}

/** Thrown when a request isn't in a state that allows the step. */
export class RequestStateError extends ScrubjayError {
  readonly code = "REQUEST_STATE";
  override readonly exitCode = 2;
}

export class DeliveryNotFoundError extends MissingError {
  readonly code = "DELIVERY_NOT_FOUND";

  constructor() {
    super(
      "There is no such message to another system for this app.",
      "See the messages with: scrubjay delivery list",
    );
  }
}

/** Thrown when a message isn't in a state that allows the step. */
export class DeliveryStateError extends ScrubjayError {
  readonly code = "DELIVERY_STATE";
  override readonly exitCode = 2;
}

export class TokenNotFoundError extends MissingError {
  readonly code = "TOKEN_NOT_FOUND";

  constructor() {
    super("No token of that name or ID holds.", "See the tokens with: scrubjay token list");
  }
}

/** Thrown when a token of the name holds, or has only expired. */
export class TokenNameTakenError extends ScrubjayError {
  readonly code = "TOKEN_NAME_TAKEN";
  override readonly exitCode = 2;

  constructor() {
    super(
      "Another token has this name and isn't revoked; names tell in the audit log who did what.",
      "Choose another name, or revoke that one first: scrubjay token revoke <name>",
    );
  }
}

export class AccountNotFoundError extends MissingError {
  readonly code = "ACCOUNT_NOT_FOUND";

  constructor() {
    super("There is no account of that name.", "See the accounts with: scrubjay account list");
  }
}

/** Thrown when an account has the name that another account or a token is to get. */
export class AccountNameTakenError extends ScrubjayError {
  readonly code = "ACCOUNT_NAME_TAKEN";
  override readonly exitCode = 2;

  constructor() {
    super(
      "An account has this name; names tell in the audit log who did what.",
      "Choose another name, or remove that account first: scrubjay account remove <name>",
    );
  }
}

export class WatchNotFoundError extends MissingError {
  readonly code = "WATCH_NOT_FOUND";

  constructor() {
    super("There is no such watch of this app.", "See the watches with GET /v1/watches.");
  }
}

/** Thrown when another watch or replay of the same app pages through its users. */
export class WatchActiveError extends ScrubjayError {
  readonly code = "WATCH_ACTIVE";
  override readonly exitCode = 2;

  constructor() {
    super(
      "Another watch or replay of this app pages through its users, and two at once would count people twice.",
      "Wait until it has ended, or cancel it: POST /v1/watches/{id}/cancel. Where no service runs, scrubjay worker works on it.",
    );
  }
}

/** Thrown when a watch isn't in a state that allows the step. */
export class WatchStateError extends ScrubjayError {
  readonly code = "WATCH_STATE";
  override readonly exitCode = 2;
}

/** Thrown when a replay names an app on which nobody was erased, as far as this ledger knows. */
export class NothingToReplayError extends ScrubjayError {
  readonly code = "NOTHING_TO_REPLAY";
  override readonly exitCode = 2;

  constructor() {
    super(
      "This ledger knows of nobody who was erased on that app, so there is nothing to apply again.",
      "Check the app ID; and the ledger must be the one that recorded the erasures.",
    );
  }
}

export class ScheduleNotFoundError extends MissingError {
  readonly code = "SCHEDULE_NOT_FOUND";

  constructor() {
    super("There is no such schedule on this app.", "See the schedules with: scrubjay schedule list");
  }
}

export class ScheduleNameTakenError extends ScrubjayError {
  readonly code = "SCHEDULE_NAME_TAKEN";
  override readonly exitCode = 2;

  constructor() {
    super("Another schedule of this app has this name.", "Choose another name, or remove that one first.");
  }
}

/** Thrown when a schedule of a policy file is to be changed elsewhere. */
export class ScheduleFromFileError extends ScrubjayError {
  readonly code = "SCHEDULE_FROM_FILE";
  override readonly exitCode = 2;

  constructor() {
    super(
      "This schedule stands in a policy file of the service, which would bring it back.",
      "Remove it from that file; the service takes it over within seconds.",
    );
  }
}
