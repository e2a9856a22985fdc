import { ScrubjayError } from "../../base/errors.js";

/** Thrown when the settings name another app than the one that the service works on. Nothing was asked of it. */
export class OtherAppError extends ScrubjayError {
  readonly code = "OTHER_APP";
  override readonly exitCode = 2;

  constructor(theirs: string, ours: string) {
    super(
      `The service works on app ${theirs}, and TALKJS_APP_ID is ${ours}.`,
      "Set SCRUBJAY_URL to the service of that app, or unset TALKJS_APP_ID: the service knows its own.",
    );
  }
}
