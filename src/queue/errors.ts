import { ScrubjayError } from "../base/errors.js";

/** Thrown when work can't be put back because Redis is away. The queue library never lets go then: end the process. */
export class RedisAwayError extends ScrubjayError {
  readonly code = "REDIS_AWAY";

  constructor() {
    super(
      "Redis was away while stopping. Nothing is lost: what was under way is in the ledger.",
      "Bring Redis back, then start a worker or: scrubjay resume",
    );
  }
}
