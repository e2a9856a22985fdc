import { isFailure } from "../base/errors.js";
import { isUnreadable } from "../talkjs/rejected.js";

const HOPELESS = [
  "API_UNAUTHORIZED",
  "API_NOT_FOUND",
  "API_VERSION_REFUSED",
  "API_OTHER",
  "SEAL_BROKEN",
  "RUN_CHANGED",
  "USERS_MISSING",
  "WITNESS_MISSING",
  "WITNESS_UNSET",
  "WITNESS_REFUSED",
  "WITNESS_UNKNOWN",
] as const;

/** Failures that no repetition changes, and that every further request would meet too: a person has to look. */
export const isHopeless = (error: unknown) => isUnreadable(error) || isFailure(error, ...HOPELESS);
