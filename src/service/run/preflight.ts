import { failure, isFailure } from "../../base/errors.js";
import type { JobContext } from "../context.js";

/**
 * One small read before anything is begun, so that a wrong secret or address is told at once. Somebody waits for it, so
 * it goes ahead of the work that is under way.
 * @throws {API_UNAUTHORIZED | API_UNREACHABLE}, also when `signal` times out; else `signal`'s reason.
 */
export async function preflight({ talkjs }: Pick<JobContext, "talkjs">, signal: AbortSignal): Promise<void> {
  try {
    await talkjs.lane("urgent").users.page({ limit: 1 }, { signal });
  } catch (error) {
    if (isTimeout(signal))
      throw failure("API_UNREACHABLE", { reason: "no answer in time, or its quota is paused" });
    throw isFailure(error, "API_UNAVAILABLE")
      ? failure("API_UNREACHABLE", { reason: error.facts.reason })
      : error;
  }
}

const isTimeout = ({ aborted, reason }: AbortSignal): boolean =>
  aborted && reason instanceof DOMException && reason.name === "TimeoutError";
