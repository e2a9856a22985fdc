/** A job's failure as BullMQ may see it: a code and nothing else, because BullMQ writes it to Redis. */
export class JobFailure extends Error {
  constructor(readonly code: string) {
    super(code);
    this.name = "JobFailure";
    this.stack = code;
  }
}
