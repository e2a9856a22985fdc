import type { z } from "zod";
import { failure } from "../base/errors.js";
import { isMapping } from "../base/mapping.js";
import { API_VERSION, isAboutVersion } from "./api-version.js";
import type { ApiRequest } from "./request.js";
import { retryAfterMs } from "./retry-timing.js";

/** What came back. `body` is undefined where it could not be read or was not valid UTF-8. */
export interface Answer {
  status: number;
  retryAfter: string | undefined;
  body: string | undefined;
}

/**
 * What an answer means, by its status alone and then by its content.
 * @param now Unix milliseconds, for a `Retry-After` that is a date.
 * @throws {API_…} for everything that is not what was asked for.
 */
export function readAnswer<T>(request: ApiRequest<T>, answer: Answer, now: number): T {
  const { route } = request;
  const { status } = answer;
  if (status === 200) return readBody(request, answer);
  if (status === 404) {
    if (request.absent === undefined) throw failure("API_NOT_FOUND", { route });
    // A proxy's or another server's 404 must not pass for "this user does not exist".
    if (answer.body !== "" && !isMapping(parse(answer.body)))
      throw failure("API_INVALID_ANSWER", { route, problem: "a 404 that is not TalkJS's", status });
    return request.absent;
  }
  const wait = retryAfterMs(answer.retryAfter, now);
  if (status === 401 || status === 403) throw failure("API_UNAUTHORIZED", { route, status });
  if (status === 429) throw failure("API_RATE_LIMITED", { route, retryAfterMs: wait });
  if (status >= 500)
    throw failure("API_UNAVAILABLE", { route, reason: `status ${status}`, retryAfterMs: wait });
  // Every success is a 200: another 2xx is not TalkJS's.
  if (status < 300) throw failure("API_INVALID_ANSWER", { route, problem: "an unknown kind of success" });
  if (status === 400 && isAboutVersion(answer.body))
    throw failure("API_VERSION_REFUSED", { version: API_VERSION });
  throw failure("API_REJECTED", { route, status });
}

function readBody<T>({ route, answer: schema }: ApiRequest<T>, { body }: Answer): T {
  if (body === undefined) throw failure("API_INVALID_ANSWER", { route, problem: "not UTF-8" });
  const json = parse(body);
  if (json === undefined) throw failure("API_INVALID_ANSWER", { route, problem: "not JSON" });
  const result = schema.safeParse(json);
  if (!result.success) throw failure("API_INVALID_ANSWER", { route, problem: problemOf(result.error) });
  return result.data;
}

/** Where the first problem is. The paths consist of field names in our schemas and of positions, never of keys. */
function problemOf({ issues: [issue] }: z.ZodError): string {
  const at = issue?.path.join(".") ?? "";
  return at === "" ? "not of the expected shape" : `${at} is missing or of another type`;
}

function parse(body: string | undefined): unknown {
  try {
    return JSON.parse(body ?? "");
  } catch {
    return undefined;
  }
}
