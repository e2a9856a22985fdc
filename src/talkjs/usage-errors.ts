import { ScrubjayError } from "../base/errors.js";

/** More in one call than the API takes. Thrown before anything is sent. */
export class TooManyError extends ScrubjayError {
  readonly code = "API_TOO_MANY";

  constructor(
    readonly what: string,
    readonly most: number,
  ) {
    super(`TalkJS takes at most ${most} ${what} in one call`, "Split the call.");
  }
}

/** The client can't be made from these settings. `setting` is the option's name. */
export class ClientSettingsError extends ScrubjayError {
  readonly code = "API_SETTINGS";
  override readonly exitCode = 2;

  constructor(
    readonly setting: string,
    expected: string,
  ) {
    super(`The TalkJS client's ${setting} must be ${expected}`, "Correct the TALKJS_ settings.");
  }
}
