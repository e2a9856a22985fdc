import { UnavailableError } from "../talkjs/errors.js";
import { ApiUnreachableError, InterruptedError } from "./errors.js";
import type { Workshop } from "../wiring/workshop.js";

/**
 * One small read before anything is begun, so that a wrong secret or address is told at once.
 * @throws {UnauthorizedError | ApiUnreachableError | InterruptedError}
 */
export async function preflight({ context }: Workshop, signal: AbortSignal): Promise<void> {
  try {
    await context.talkjs.users.page({ limit: 1 }, { signal });
  } catch (error) {
    if (signal.aborted) throw new InterruptedError();
    throw error instanceof UnavailableError
      ? new ApiUnreachableError(error.networkCode ?? `status ${error.status}`)
      : error;
  }
}
