import { HTTPException } from "hono/http-exception";
import { Failure, ScrubjayError } from "../../base/errors.js";
import { told, type Told } from "../../model/errors/index.js";
import { errorCode } from "../../telemetry/error-code.js";
import { type Problem, TITLES } from "../../contracts/problem.js";

export const PROBLEM_TYPE = "application/problem+json";

/** What the framework itself refuses. */
const REFUSED: Record<number, Told> = {
  400: told("MALFORMED", {}),
  415: told("UNSUPPORTED_MEDIA_TYPE", {}),
};

/** Any failure as a problem; of unexpected ones nothing but a code gets out. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ScrubjayError)
    return problem(error, error instanceof Failure ? error.errors : undefined);
  const refused = error instanceof HTTPException ? REFUSED[error.status] : undefined;
  return problem(refused ?? { ...told("INTERNAL", {}), code: errorCode(error) });
}

function problem({ status, code, message: detail, remedy }: Told, errors?: Problem["errors"]): Problem {
  const title = TITLES[status] ?? "Error";
  return {
    ...{ type: `urn:scrubjay:problem:${code}`, title, status, detail, code },
    ...(remedy && { remedy }),
    ...(errors && { errors }),
  };
}
