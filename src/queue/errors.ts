import { ScrubjayError } from "../errors.js";

/** Thrown when Redis doesn't answer at the start of a command. */
export class RedisUnavailableError extends ScrubjayError {
  readonly code = "REDIS_UNAVAILABLE";
  override readonly exitCode = 2;

  constructor() {
    super(
      "Redis doesn't answer.",
      "Check REDIS_URL (host, port, password) and that Redis runs; or unset it to have one started privately.",
    );
  }
}

/** A job's failure as BullMQ may see it: a code and nothing else, because BullMQ writes it to Redis. */
export class JobFailure extends Error {
  constructor(readonly code: string) {
    super(code);
    this.name = "JobFailure";
    this.stack = code;
  }
}
