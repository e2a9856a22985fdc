import { EVIDENCE_ERRORS } from "./evidence.js";
import { CONFLICT, MISSING, UNUSABLE, type ErrorRows } from "./row.js";

const MALFORMED = { status: 400, exitCode: 2, remedy: null } as const;
const TOO_LARGE = { status: 413, exitCode: 2, remedy: null } as const;
const OTHER_TYPE = { status: 415, exitCode: 2, remedy: null } as const;
const LINES = "The first line is the order; each further one is a user ID as JSON.";

/** What a call says, before anything is asked of it. */
export const CALL_ERRORS = {
  INVALID: {
    ...UNUSABLE,
    message: "The call doesn't have the form that the API asks for.",
    remedy: "See /v1/docs.",
  },
  "INVALID.text": {
    ...UNUSABLE,
    message: "The call holds text with NUL characters or halves of surrogate pairs.",
    remedy: null,
  },
  "INVALID.cursor": {
    ...UNUSABLE,
    message: "That cursor isn't one of this list.",
    remedy: "Begin again without one.",
  },
  "INVALID.nobody": {
    ...UNUSABLE,
    message: "The call doesn't say whom it is about.",
    remedy: null,
  },
  "INVALID.line": {
    ...UNUSABLE,
    message: ({ line, longest }: { line: number; longest: number }) =>
      `Line ${line} isn't a user ID: a text of 1 to ${longest} characters.`,
    remedy: LINES,
  },
  "INVALID.noLine": { ...UNUSABLE, message: "The body names no user.", remedy: LINES },
  "INVALID.identity": {
    ...UNUSABLE,
    message: "Type a user ID or an e-mail address: one of the two.",
    remedy: null,
  },
  "INVALID.receivedAt": {
    ...UNUSABLE,
    message: ({ problem }: { problem: string }) => `The time of receipt ${problem}.`,
    remedy: null,
  },
  "INVALID.opendsr": {
    status: 400,
    exitCode: 2,
    message: "The request can't be accepted.",
    remedy: null,
  },
  "INVALID.hold": { ...UNUSABLE, message: "A hold must end in the future.", remedy: null },
  "INVALID.token": {
    ...UNUSABLE,
    message: "The token would have expired already.",
    remedy: "Name a time to come.",
  },
  "INVALID.entries": {
    ...UNUSABLE,
    message: "Only entries about people are of a run.",
    remedy: "Leave kind or run out.",
  },
  "INVALID.note": {
    ...UNUSABLE,
    message: "That is no checkpoint.",
    remedy: EVIDENCE_ERRORS.NOTE_INVALID.remedy,
  },
  "INVALID.checkpoint": {
    ...UNUSABLE,
    message: "That is no checkpoint.",
    remedy: EVIDENCE_ERRORS.CHECKPOINT_INVALID.remedy,
  },
  "INVALID.verifierKey": {
    ...UNUSABLE,
    message: "A verifier key can't be used.",
    remedy: EVIDENCE_ERRORS.NOTE_KEY_INVALID.remedy,
  },
  MALFORMED: { ...MALFORMED, message: "The body isn't JSON." },
  "MALFORMED.utf8": { ...MALFORMED, message: "The body isn't JSON in UTF-8." },
  "MALFORMED.lines": { ...MALFORMED, message: "The body isn't UTF-8." },
  "MALFORMED.line": {
    ...MALFORMED,
    message: ({ line }: { line: number }) => `Line ${line} of the body isn't JSON in UTF-8.`,
  },
  BODY_TOO_LARGE: { ...TOO_LARGE, message: "The body is longer than 1 MiB." },
  "BODY_TOO_LARGE.order": {
    ...TOO_LARGE,
    message: ({ mebibytes }: { mebibytes: number }) => `The body is longer than ${mebibytes} MiB.`,
    remedy: "Send longer lists as application/x-ndjson.",
  },
  "BODY_TOO_LARGE.line": { ...TOO_LARGE, message: "A line is longer than 1 MiB." },
  "BODY_TOO_LARGE.form": { ...TOO_LARGE, message: "The form is longer than 1 MiB." },
  UNSUPPORTED_MEDIA_TYPE: {
    ...OTHER_TYPE,
    message: "The body must be JSON; send Content-Type: application/json.",
  },
  "UNSUPPORTED_MEDIA_TYPE.order": { ...OTHER_TYPE, message: "The body must be JSON or NDJSON." },
  "UNSUPPORTED_MEDIA_TYPE.checkpoint": {
    ...OTHER_TYPE,
    message: "The body must be a checkpoint, as text/plain or in JSON as {checkpoint}.",
  },
  STALLED: {
    status: 408,
    exitCode: 2,
    message: ({ seconds }: { seconds: number }) => `Nothing came for ${seconds} s; nothing was begun.`,
    remedy: null,
  },
  BAD_REQUEST: {
    status: 400,
    exitCode: 2,
    message: "This isn't a request that can be answered.",
    remedy: null,
  },
  IDEMPOTENCY_KEY_INVALID: {
    status: 400,
    exitCode: 2,
    message: "The header Idempotency-Key must be 1 to 200 printable ASCII characters.",
    remedy: "Send a new random UUID with each new call.",
  },
  IDEMPOTENCY_KEY_REUSED: {
    ...UNUSABLE,
    message: "This Idempotency-Key came with another body before.",
    remedy: "Send a new key with a new call.",
  },
  IDEMPOTENCY_KEY_BUSY: {
    ...CONFLICT,
    message: "The first call with this Idempotency-Key is still under way.",
    remedy: "Send it again in a moment.",
  },
  NO_ROUTE: { ...MISSING, message: "There is nothing at this address.", remedy: "See /v1/docs." },
  NO_PAGE: { ...MISSING, message: "There is no page at this address.", remedy: null },
  "NO_PAGE.queues": { ...MISSING, message: "There are no queues here.", remedy: null },
  NO_SUCH_JOB: {
    ...MISSING,
    message: "There is no such queue or job that this can be done with any more.",
    remedy: null,
  },
  METHOD_NOT_ALLOWED: {
    status: 405,
    exitCode: 2,
    message: "This address doesn't take that method.",
    remedy: null,
  },
  // Of what nobody expected, nothing but a code gets out: its own, where it has one.
  INTERNAL: {
    status: 500,
    exitCode: 1,
    message: "Something unexpected failed; the service's log has the code.",
    remedy: null,
  },
  "INTERNAL.command": {
    status: 500,
    exitCode: 1,
    message: ({ code }: { code: string }) => `Something unexpected failed (${code}).`,
    remedy: null,
  },
} as const satisfies ErrorRows;
