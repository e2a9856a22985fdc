import { ScrubjayError } from "../base/errors.js";

/** What all failures of a call say: the route's template (`PUT /users/{id}`) and the status, if there was one. */
export abstract class TalkJSError extends ScrubjayError {
  constructor(
    message: string,
    remedy: string,
    readonly route: string,
    readonly status?: number,
  ) {
    super(`${route}: ${message}`, remedy);
  }
}

/** The API refused the request itself: 400, or another status that a repetition does not change. Never retried. */
export class RejectedError extends TalkJSError {
  readonly code: string = "API_REJECTED";

  constructor(route: string, status?: number, message = `TalkJS refused the request with status ${status}`) {
    super(message, "Check what the request says.", route, status);
  }
}

/**
 * An ID that can't be named safely: the empty one, `.` and `..` as a part of a path (servers and proxies resolve
 * them, encoded or not, and another resource would be edited), and half of a surrogate pair anywhere (it has no
 * UTF-8). Thrown before anything is sent. Users called `.` or `..` can be edited through `users.edit`.
 */
export class UnaddressableIdError extends RejectedError {
  override readonly code = "API_ID_UNADDRESSABLE";

  constructor(route: string) {
    super(route, undefined, "an ID is empty, '.', '..' or not well-formed Unicode, and can't be sent");
  }
}

/** 401 or 403: the secret key, the app ID or the way of authentication is wrong. Never retried. */
export class UnauthorizedError extends TalkJSError {
  readonly code = "API_UNAUTHORIZED";
  override readonly exitCode = 2;

  constructor(route: string, status: number) {
    const remedy = "Check TALKJS_APP_ID, TALKJS_SECRET_KEY and this machine's clock.";
    super(`TalkJS does not accept the credentials (status ${status})`, remedy, route, status);
  }
}

/** 404, where a call needs what it names. `get()` answers null instead. Never retried. */
export class NotFoundError extends TalkJSError {
  readonly code = "API_NOT_FOUND";

  constructor(route: string) {
    super("TalkJS does not know this resource", "Check TALKJS_APP_ID and TALKJS_API_URL.", route, 404);
  }
}

/** 429 again and again, although every process paused as told. */
export class RateLimitedError extends TalkJSError {
  readonly code = "API_RATE_LIMITED";

  /** @param retryAfterMs the API's own word, in milliseconds. */
  constructor(
    route: string,
    readonly retryAfterMs?: number,
  ) {
    super(
      "TalkJS keeps answering 429",
      "Lower TALKJS_QUOTA_SHARE or TALKJS_RATE and try again later.",
      route,
      429,
    );
  }
}

/** No answer, or a 5xx, and no attempt left. `networkCode` is the system's or undici's, such as `ECONNRESET`. */
export class UnavailableError extends TalkJSError {
  readonly code = "API_UNAVAILABLE";
  readonly networkCode?: string;
  /** The API's own word, in milliseconds. */
  readonly retryAfterMs?: number;

  constructor(
    route: string,
    why: { status: number; retryAfterMs?: number | undefined } | { networkCode: string },
  ) {
    const what = "status" in why ? `status ${why.status}` : why.networkCode;
    const status = "status" in why ? why.status : undefined;
    super(
      `TalkJS is not available (${what})`,
      "Check TALKJS_API_URL and the network, then retry.",
      route,
      status,
    );
    if ("networkCode" in why) this.networkCode = why.networkCode;
    else if (why.retryAfterMs !== undefined) this.retryAfterMs = why.retryAfterMs;
  }
}

/** An answer that can't be what the API means: not JSON, cut short, or without what it must have. */
export class InvalidAnswerError extends TalkJSError {
  readonly code = "API_INVALID_ANSWER";

  /** @param problem what is wrong, in words and field names of ours and nothing from the answer. */
  constructor(
    route: string,
    readonly problem = "not of the expected shape",
    status = 200,
  ) {
    const remedy = "Retry; if it stays so, check what stands between this machine and TalkJS.";
    super(`TalkJS's answer is not valid: ${problem}`, remedy, route, status);
  }
}
