import { ScrubjayError } from "../base/errors.js";

/** Thrown to everyone who still waits for a slot, or asks for one, when the quota is closed. */
export class QuotaClosedError extends ScrubjayError {
  readonly code = "QUOTA_CLOSED";

  constructor() {
    super(
      "The quota was closed while a request waited for its turn",
      "Start the work again; nothing was sent.",
    );
  }
}

/** Thrown at start when a rate, a burst or the share makes no quota. `setting` is its name. */
export class QuotaSettingsError extends ScrubjayError {
  readonly code = "QUOTA_SETTINGS";
  override readonly exitCode = 2;

  constructor(
    readonly setting: string,
    expected: string,
  ) {
    super(
      `The quota's ${setting} must be ${expected}`,
      "Correct the TALKJS_RATE, _BURST and _QUOTA_SHARE settings.",
    );
  }
}
