import { z } from "@hono/zod-openapi";
import { HTTPException } from "hono/http-exception";
import { ScrubjayError } from "../errors.js";
import { MissingError } from "../ledger/errors.js";
import { errorCode } from "../telemetry/error-code.js";

export const PROBLEM_TYPE = "application/problem+json";

/** RFC 9457, with our stable code and what to do next. It never carries what the caller sent. */
export const ProblemSchema = z
  .object({
    type: z.string().openapi({ example: "urn:scrubjay:problem:RUN_NOT_FOUND" }),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.string().openapi({ example: "RUN_NOT_FOUND" }),
    remedy: z.string().optional(),
    /** Where the body or the query is wrong. */
    errors: z.array(z.object({ path: z.string(), problem: z.string() })).optional(),
  })
  .openapi("Problem");
export type Problem = z.infer<typeof ProblemSchema>;

interface ProblemResponse {
  description: string;
  content: { "application/problem+json": { schema: typeof ProblemSchema } };
}

/**
 * The failures that are a route's own, for its document: `{ 200: …, ...problems(404, 409) }`. Those that every route
 * shares (401, 403, 415, 422, 429 …) are added for it.
 */
export function problems<Status extends number>(...statuses: Status[]): Record<Status, ProblemResponse> {
  return Object.fromEntries(
    statuses.map((status) => [
      status,
      {
        description: TITLES[status] ?? "Error",
        content: { "application/problem+json": { schema: ProblemSchema } },
      },
    ]),
  ) as Record<Status, ProblemResponse>;
}

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

const TITLES: Record<number, string> = {
  400: "Bad request",
  401: "Not authenticated",
  403: "Not permitted",
  404: "Not found",
  405: "Method not allowed",
  409: "Conflict",
  413: "Too large",
  415: "Unsupported media type",
  422: "Invalid",
  429: "Too many requests",
  500: "Internal error",
  502: "TalkJS can't be reached",
  503: "Unavailable",
};

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
  const errors = error instanceof ApiError ? error.errors : undefined;
  return { ...problem(statusOf(error), code, message), ...(remedy && { remedy }), ...(errors && { errors }) };
}

function statusOf(error: ScrubjayError): number {
  if (error instanceof ApiError) return error.status;
  if (error instanceof MissingError) return 404;
  return STATUSES[error.code] ?? (error.exitCode === 2 ? 409 : 503);
}

function problem(status: number, code: string, detail: string): Problem {
  return { type: `urn:scrubjay:problem:${code}`, title: TITLES[status] ?? "Error", status, detail, code };
}
