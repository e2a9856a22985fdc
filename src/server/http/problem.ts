import { HTTPException } from "hono/http-exception";
import { Failure, ScrubjayError } from "../../base/errors.js";
import { errorCode } from "../../telemetry/error-code.js";
import { type Problem, TITLES } from "../../contracts/problem.js";

export const PROBLEM_TYPE = "application/problem+json";

/** A failure of a call that is the caller's to mend; carries its own status. */
export class ApiError extends ScrubjayError {
  override readonly exitCode = 2;

  constructor(
    readonly status: 400 | 401 | 403 | 404 | 405 | 406 | 408 | 409 | 413 | 415 | 422 | 429 | 503,
    readonly code: string,
    message: string,
    remedy?: string,
    readonly errors?: { path: string; problem: string }[],
    /** Such as `Retry-After`. */
    readonly headers?: Record<string, string>,
  ) {
    super(message, remedy);
  }
}

/** Statuses of failures that know nothing of HTTP; others of exit code 2 are 409. */
const STATUSES: Record<string, number> = {
  FOUR_EYES: 403,
  CALLBACK_REFUSED: 422,
  POLICY_INVALID: 422,
  USAGE: 422,
  API_UNAUTHORIZED: 502,
  API_UNREACHABLE: 502,
  API_UNAVAILABLE: 502,
};

/** What the framework itself refuses. */
const HTTP_PROBLEMS: Record<number, Problem> = {
  400: problem(400, "MALFORMED", "The body isn't JSON."),
  415: problem(415, "UNSUPPORTED_MEDIA_TYPE", "The body must be JSON; send Content-Type: application/json."),
};

/** Any failure as a problem; of unexpected ones nothing but a code gets out. */
export function problemOf(error: unknown): Problem {
  const refused = error instanceof HTTPException ? HTTP_PROBLEMS[error.status] : undefined;
  if (refused) return refused;
  if (!(error instanceof ScrubjayError)) {
    return problem(500, errorCode(error), "Something unexpected failed; the service's log has the code.");
  }
  const { code, message, remedy } = error;
  const errors = error instanceof ApiError || error instanceof Failure ? error.errors : undefined;
  return { ...problem(statusOf(error), code, message), ...(remedy && { remedy }), ...(errors && { errors }) };
}

function statusOf(error: ScrubjayError): number {
  if (error instanceof ApiError || error instanceof Failure) return error.status;
  return STATUSES[error.code] ?? (error.exitCode === 2 ? 409 : 503);
}

function problem(status: number, code: string, detail: string): Problem {
  return { type: `urn:scrubjay:problem:${code}`, title: TITLES[status] ?? "Error", status, detail, code };
}
