import { ScrubjayError } from "../../../errors.js";

/** Thrown when a signal ended something that only reads. */
export class EndedError extends ScrubjayError {
  readonly code = "INTERRUPTED";

  /** @param what wasn't done, such as `The log wasn't verified to its end`. */
  constructor(what: string) {
    super(`Interrupted. ${what}.`, "Nothing was changed; run it again.");
  }
}
