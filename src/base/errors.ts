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
  readonly code: string;
  /** Of the answer, where a call of the API meets it. */
  readonly status: number;
  /** 2 for bad usage or configuration, 1 for work that was not done. */
  readonly exitCode: 1 | 2;
  readonly remedy: string | undefined;

  constructor({ code, status, exitCode, message, remedy }: Told, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
    this.status = status;
    this.exitCode = exitCode;
    this.remedy = remedy;
  }
}

export interface Details extends ErrorOptions {
  /** Where a body or a query is wrong. */
  errors?: { path: string; problem: string }[];
  /** Of the answer, such as `Retry-After`. */
  headers?: Record<string, string>;
}

/** A failure of the table in src/model/errors, with the facts that it tells. */
export class Failure<Code extends string = string, Facts = unknown> extends ScrubjayError {
  declare readonly code: Code;
  readonly errors: Details["errors"];
  readonly headers: Details["headers"];

  constructor(
    what: Told<Code>,
    readonly facts: Facts,
    { errors, headers, ...options }: Details = {},
  ) {
    super(what, options);
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
