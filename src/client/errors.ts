import { ScrubjayError } from "../base/errors.js";

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
