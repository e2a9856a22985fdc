import { SealBrokenError } from "../ledger/errors.js";
import { NotFoundError, RejectedError, UnauthorizedError } from "../talkjs/errors.js";

export type HopelessError = UnauthorizedError | NotFoundError | RejectedError | SealBrokenError;

/** Failures that no repetition changes, and that every further request would meet too: a person has to look. */
export function isHopeless(error: unknown): error is HopelessError {
  return [UnauthorizedError, NotFoundError, RejectedError, SealBrokenError].some(
    (kind) => error instanceof kind,
  );
}
