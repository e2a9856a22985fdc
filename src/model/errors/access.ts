import { CONFLICT, MISSING, type ErrorRows } from "./row.js";

const UNAUTHENTICATED = {
  status: 401,
  exitCode: 2,
  remedy:
    "Send Authorization: Bearer <token>, or give commands SCRUBJAY_TOKEN; make a token with: scrubjay token create",
} as const;
const TOO_OFTEN = {
  status: 429,
  exitCode: 2,
  remedy: ({ wait }: { wait: number }) => `Try again in ${wait} s.`,
} as const;
const NOT_PERMITTED = { status: 403, exitCode: 2 } as const;

const ROLE = ({ least, theirs }: { least: string; theirs: string }) =>
  `This needs the role ${least}; the token's role is ${theirs}.`;

/** Who calls, what they may, and how often. */
export const ACCESS_ERRORS = {
  UNAUTHENTICATED: { ...UNAUTHENTICATED, message: "This needs a bearer token." },
  TOKEN_UNKNOWN: { ...UNAUTHENTICATED, message: "This bearer token isn't one of ours." },
  TOKEN_EXPIRED: { ...UNAUTHENTICATED, message: "This bearer token has expired." },
  TOKEN_REVOKED: { ...UNAUTHENTICATED, message: "This bearer token was revoked." },
  ROLE: {
    ...NOT_PERMITTED,
    message: ROLE,
    remedy: "Ask for a token of that role: scrubjay token create --role …",
  },
  "ROLE.owner": {
    ...NOT_PERMITTED,
    message: ROLE,
    remedy: "Only the command line where the ledger's key is has it; no token does.",
  },
  FOREIGN_FORM: {
    ...NOT_PERMITTED,
    message: "This form wasn't sent by a page of this dashboard, so nothing was done.",
    remedy: "Go back, reload the page and send it again.",
  },
  "RATE_LIMITED.token": { ...TOO_OFTEN, message: "This token calls too often." },
  "RATE_LIMITED.address": { ...TOO_OFTEN, message: "This address calls too often." },
  "RATE_LIMITED.pages": { ...TOO_OFTEN, message: "These are too many pages at once." },
  TOO_MANY_FAILURES: { ...TOO_OFTEN, message: "Too many calls without a valid token." },
  TOKEN_NOT_FOUND: {
    ...MISSING,
    message: "No token of that name or ID holds.",
    remedy: "See the tokens with: scrubjay token list",
  },
  // It holds, or has only expired.
  TOKEN_NAME_TAKEN: {
    ...CONFLICT,
    message: "Another token has this name and isn't revoked; names tell in the audit log who did what.",
    remedy: "Choose another name, or revoke that one first: scrubjay token revoke <name>",
  },
  ACCOUNT_NOT_FOUND: {
    ...MISSING,
    message: "There is no account of that name.",
    remedy: "See the accounts with: scrubjay account list",
  },
  ACCOUNT_NAME_TAKEN: {
    ...CONFLICT,
    message: "An account has this name; names tell in the audit log who did what.",
    remedy: "Choose another name, or remove that account first: scrubjay account remove <name>",
  },
} as const satisfies ErrorRows;
