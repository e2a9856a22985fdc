import { ScrubjayError } from "../../base/errors.js";

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

/** Thrown when one person would both ask for something and allow it, and the settings want two (SCRUBJAY_FOUR_EYES). */
export class FourEyesError extends ScrubjayError {
  readonly code = "FOUR_EYES";
  override readonly exitCode = 2;

  constructor(message: string) {
    super(message, "Plan it, and let somebody else approve the plan: scrubjay apply <run>");
  }
}
