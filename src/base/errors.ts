/**
 * The base of every failure that is ours. `code` is stable and for machines, the message says what is wrong,
 * `remedy` what to do next. None of them ever carries a person, a user ID, a URL or a body.
 */
export abstract class ScrubjayError extends Error {
  abstract readonly code: string;
  /** 2 for bad usage or configuration, 1 for work that was not done. */
  readonly exitCode: 1 | 2 = 1;

  constructor(
    message: string,
    readonly remedy?: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = new.target.name;
  }
}
