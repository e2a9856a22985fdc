import { ScrubjayError } from "../../errors.js";

/** What a service answered instead of doing what was asked: its own code, detail and remedy. */
export class ServiceError extends ScrubjayError {
  override readonly exitCode: 1 | 2;

  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
    remedy?: string,
  ) {
    super(detail, remedy);
    // What fails over there isn't the fault of whoever asks.
    this.exitCode = status === 500 || status === 503 ? 1 : 2;
  }

  /** Whether the same call may go well later. */
  get isPassing(): boolean {
    return this.status >= 500;
  }
}

/** Thrown when a service can't be reached, or what answers is none of ours. `reason` is a code. */
export class ServiceAwayError extends ScrubjayError {
  readonly code = "SERVICE_AWAY";
  override readonly exitCode = 2;

  constructor(readonly reason: string) {
    super(
      `The Scrubjay service can't be reached (${reason}).`,
      "Check that it runs (scrubjay serve), SCRUBJAY_URL, and the network.",
    );
  }
}

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
