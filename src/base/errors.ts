import {
  told,
  type CodeOf,
  type ErrorCode,
  type ErrorKind,
  type FactsOf,
  type KindOf,
  type Told,
} from "../model/errors/index.js";

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

export interface Details extends ErrorOptions {
  /** Where a body or a query is wrong. */
  errors?: { path: string; problem: string }[];
  /** Of the answer, such as `Retry-After`. */
  headers?: Record<string, string>;
}

/** A failure of the table. */
export class Failure<Code extends string = string, Facts = unknown> extends ScrubjayError {
  readonly code: Code;
  readonly status: number;
  override readonly exitCode: 1 | 2;
  readonly errors: Details["errors"];
  readonly headers: Details["headers"];

  constructor(
    { code, status, exitCode, message, remedy }: Told<Code>,
    readonly facts: Facts,
    { errors, headers, ...options }: Details = {},
  ) {
    super(message, remedy, options);
    this.code = code;
    this.status = status;
    this.exitCode = exitCode;
    this.errors = errors;
    this.headers = headers;
  }
}

type Given<Kind extends ErrorKind> =
  unknown extends FactsOf<Kind>
    ? [facts?: Record<never, never>, details?: Details]
    : [facts: FactsOf<Kind>, details?: Details];

/** The failure of a row of `src/model/errors`. */
export function failure<Kind extends ErrorKind>(kind: Kind, ...[facts, details]: Given<Kind>) {
  return new Failure<CodeOf<Kind>, FactsOf<Kind>>(
    told(kind, facts as FactsOf<Kind>),
    facts as FactsOf<Kind>,
    details,
  );
}

/** Whether that is a failure with one of these codes. */
export function isFailure<Code extends ErrorCode>(
  error: unknown,
  ...codes: Code[]
): error is Failure<Code, FactsOf<KindOf<Code>>> {
  return error instanceof Failure && codes.some((code) => code === error.code);
}
