import { isFailure } from "../base/errors.js";

const REJECTED = ["API_REJECTED", "API_ID_UNADDRESSABLE"] as const;

/** Whether the request itself was refused: another one may be taken. */
export const isRejected = (error: unknown) => isFailure(error, ...REJECTED);

/** Whether this one thing can't be read, and others may. */
export const isUnreadable = (error: unknown) => isFailure(error, ...REJECTED, "API_TOO_LARGE");
