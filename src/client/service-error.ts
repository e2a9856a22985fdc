import { ScrubjayError } from "../base/errors.js";

/** What a service answered instead of doing what was asked: its own code, detail and remedy. */
export class ServiceError extends ScrubjayError {
  constructor(status: number, code: string, message: string, remedy?: string) {
    // What fails over there isn't the fault of whoever asks.
    super({ code, status, exitCode: status === 500 || status === 503 ? 1 : 2, message, remedy });
  }

  /** Whether the same call may go well later. */
  get isPassing(): boolean {
    return this.status >= 500;
  }
}
