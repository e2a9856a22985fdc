import type { JobContext } from "../context.js";
import { UnavailableError } from "../../talkjs/errors.js";
import { ApiUnreachableError } from "./errors.js";

/**
 * One small read before anything is begun, so that a wrong secret or address is told at once. Somebody waits for it, so
 * it goes ahead of the work that is under way.
 * @throws {UnauthorizedError | ApiUnreachableError}, also when `signal` times out; else `signal`'s reason.
 */
export async function preflight({ talkjs }: JobContext, signal: AbortSignal): Promise<void> {
  try {
    await talkjs.lane("urgent").users.page({ limit: 1 }, { signal });
  } catch (error) {
    if (isTimeout(signal)) throw new ApiUnreachableError("no answer in time, or its quota is paused");
    throw error instanceof UnavailableError
      ? new ApiUnreachableError(error.networkCode ?? `status ${error.status}`)
      : error;
  }
}

const isTimeout = ({ aborted, reason }: AbortSignal): boolean =>
  aborted && reason instanceof DOMException && reason.name === "TimeoutError";
