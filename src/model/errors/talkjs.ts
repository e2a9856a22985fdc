import { BROKEN, CONFLICT, type ErrorRows } from "./row.js";

interface Route {
  /** The route's template, such as `PUT /users/{id}`. */
  route: string;
}

interface Setting {
  /** The option's name. */
  setting: string;
  expected: string;
}

const ASK_AGAIN = "Ask again: scrubjay probe";
const CHECK = "Check what the request says.";

/** Calls of TalkJS, and the quota they keep to. */
export const TALKJS_ERRORS = {
  // 400, or another status that a repetition doesn't change. Never retried.
  API_REJECTED: {
    ...BROKEN,
    message: ({ route, status }: Route & { status: number }) =>
      `${route}: TalkJS refused the request with status ${status}`,
    remedy: CHECK,
  },
  // A 400 that is about it. Never retried.
  API_OTHER: {
    ...CONFLICT,
    message: ({ run, expected, found }: { run: number; expected: string; found: string }) =>
      `Run ${run} was made for ${expected}, and this process calls ${found}: nobody is read or edited there.`,
    remedy:
      "Set TALKJS_API_URL as it was when the run was made, then scrubjay resume <run>; or give the run up.",
  },
  API_VERSION_REFUSED: {
    status: 502,
    exitCode: 2,
    message: ({ version }: { version: string }) =>
      `TalkJS refuses version ${version} of its API, and without a version nothing is sent: what its answers mean would depend on the app's own.`,
    remedy: "Update Scrubjay. Until then nothing of this app can be read or erased.",
  },
  // `.` and `..` in a path would lead to another resource, encoded or not, and half a surrogate pair has no UTF-8. Such
  // users can be edited through `users.edit`.
  API_ID_UNADDRESSABLE: {
    ...BROKEN,
    message: ({ route }: Route) =>
      `${route}: an ID is empty, '.', '..' or not well-formed Unicode, and can't be sent`,
    remedy: CHECK,
  },
  // 401 or 403. Never retried.
  API_UNAUTHORIZED: {
    status: 502,
    exitCode: 2,
    message: ({ route, status }: Route & { status: number }) =>
      `${route}: TalkJS does not accept the credentials (status ${status})`,
    remedy: "Check TALKJS_APP_ID, TALKJS_SECRET_KEY and this machine's clock.",
  },
  // 404, where a call needs what it names. Never retried.
  API_NOT_FOUND: {
    ...BROKEN,
    message: ({ route }: Route) => `${route}: TalkJS does not know this resource`,
    remedy: "Check TALKJS_APP_ID and TALKJS_API_URL.",
  },
  // Again and again, although every process paused as told.
  API_RATE_LIMITED: {
    ...BROKEN,
    message: ({ route }: Route & { retryAfterMs: number | undefined }) =>
      `${route}: TalkJS keeps answering 429`,
    remedy: "Lower TALKJS_QUOTA_SHARE or TALKJS_RATE and try again later.",
  },
  // No answer, or a 5xx, and no attempt left. The reason is a code of the network, or the status.
  API_UNAVAILABLE: {
    status: 502,
    exitCode: 1,
    message: ({ route, reason }: Route & { reason: string; retryAfterMs?: number | undefined }) =>
      `${route}: TalkJS is not available (${reason})`,
    remedy: "Check TALKJS_API_URL and the network, then retry.",
  },
  // The problem is in words and field names of ours, and nothing from the answer.
  API_INVALID_ANSWER: {
    ...BROKEN,
    message: ({ route, problem }: Route & { problem: string; status?: number }) =>
      `${route}: TalkJS's answer is not valid: ${problem}`,
    remedy: "Retry; if it stays so, check what stands between this machine and TalkJS.",
  },
  // More than is read into memory. A page was asked for in halves before, so it is one user or conversation.
  API_TOO_LARGE: {
    ...BROKEN,
    message: ({ route }: Route) =>
      `${route}: TalkJS's answer is larger than Scrubjay reads, for one user alone`,
    remedy:
      "Find the user with more than 32 MiB of data, in your own system or at TalkJS, and shorten their longest field there; then resume.",
  },
  // At the end of a watch, a replay or a lookup. TalkJS deletes nobody.
  USERS_MISSING: {
    ...BROKEN,
    message: ({ seen, before }: { seen: number; before: number }) =>
      `TalkJS's list ended after ${seen} users, where there were ${before} the last time.`,
    remedy:
      "Retry later. If the app really has that few users now, make a plan whose policy says limits.maxFall: 100%: then the smaller number counts.",
  },
  // It makes users who stay, and nobody else's data may be near.
  APP_NOT_FOR_TESTS: {
    ...CONFLICT,
    message: "Only a test app is asked, and this secret key doesn't begin with sk_test_.",
    remedy:
      "Give TALKJS_APP_ID and TALKJS_SECRET_KEY of your test mode, and run scrubjay probe --out answers.json. Then, with the live ones: scrubjay probe --take answers.json",
  },
  "ANSWERS_OTHER.api": {
    ...CONFLICT,
    message: ({ ours }: { ours: string }) =>
      `These answers are of another TalkJS than the one at ${ours}, and say nothing of it.`,
    remedy: ASK_AGAIN,
  },
  "ANSWERS_OTHER.version": {
    ...CONFLICT,
    message: ({ ours }: { ours: string }) =>
      `These answers are of another version of TalkJS's API than ${ours}, and say nothing of it.`,
    remedy: ASK_AGAIN,
  },
  // Nothing was begun.
  API_UNREACHABLE: {
    status: 502,
    exitCode: 2,
    message: ({ reason }: { reason: string }) =>
      `The TalkJS API can't be reached (${reason}); nothing was begun.`,
    remedy: "Check TALKJS_API_URL and the network. scrubjay doctor looks at everything.",
  },
  // Nothing is sent.
  API_TOO_MANY: {
    ...BROKEN,
    message: ({ most, what }: { most: number; what: string }) =>
      `TalkJS takes at most ${most} ${what} in one call`,
    remedy: "Split the call.",
  },
  API_SETTINGS: {
    ...CONFLICT,
    message: ({ setting, expected }: Setting) => `The TalkJS client's ${setting} must be ${expected}`,
    remedy: "Correct the TALKJS_ settings.",
  },
  // A policy says `verify: both`. Nothing is edited.
  WITNESS_MISSING: {
    ...CONFLICT,
    message:
      "The policy wants people looked at as other chat participants see them, and TalkJS's client isn't installed here.",
    remedy:
      "Install it beside Scrubjay, or in the folder where it is run: npm install @talkjs/core. Or have the policy say `verify: rest`.",
  },
  WITNESS_UNSET: {
    ...CONFLICT,
    message:
      "The policy wants people looked at as other chat participants see them, and there is no user as whom to look.",
    remedy: "Set TALKJS_WITNESS_USER to an ID that nobody has, then make that user: scrubjay witness create",
  },
  "WITNESS_UNSET.create": {
    ...CONFLICT,
    message: "There is no ID for the user as whom the second witness looks.",
    remedy: "Set TALKJS_WITNESS_USER to an ID that nobody has, then run this again.",
  },
  // Nothing was changed.
  WITNESS_TAKEN: {
    ...CONFLICT,
    message: "TalkJS has a user of that ID who holds more than a name: it may be a person.",
    remedy: "Set TALKJS_WITNESS_USER to an ID that nobody has, then run this again.",
  },
  // Not let in, or it may not look at itself either. Never retried.
  WITNESS_REFUSED: {
    status: 502,
    exitCode: 2,
    message:
      "TalkJS doesn't let the second witness in, so nobody can be looked at as chat participants see them.",
    remedy:
      "Check TALKJS_APP_ID, TALKJS_SECRET_KEY, this machine's clock, and that your TalkJS plan has the Realtime API: scrubjay doctor",
  },
  // Never retried.
  WITNESS_UNKNOWN: {
    ...CONFLICT,
    message: "TalkJS doesn't know the user as whom the second witness looks (TALKJS_WITNESS_USER).",
    remedy: "Make that user: scrubjay witness create",
  },
  // Tried again, as when TalkJS can't be reached.
  WITNESS_UNAVAILABLE: {
    status: 502,
    exitCode: 1,
    message: ({ reason }: { reason: string }) => `The second witness can't look (${reason})`,
    remedy: "Check the network: TalkJS's Realtime API is a web socket. Then retry.",
  },
  QUOTA_CLOSED: {
    ...BROKEN,
    message: "The quota was closed while a request waited for its turn",
    remedy: "Start the work again; nothing was sent.",
  },
  QUOTA_SETTINGS: {
    ...CONFLICT,
    message: ({ setting, expected }: Setting) => `The quota's ${setting} must be ${expected}`,
    remedy: "Correct the TALKJS_RATE, _BURST and _QUOTA_SHARE settings.",
  },
  QUOTA_UNKNOWN: {
    status: 503,
    exitCode: 2,
    message: "Redis, which counts what is used, doesn't answer.",
    remedy: "Nothing is lost. Ask again when it is back; a command that only uses the ledger has none.",
  },
} as const satisfies ErrorRows;
