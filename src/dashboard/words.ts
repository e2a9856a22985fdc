import type { RequestState } from "../ledger/request-states.js";
import type { Outcome, RunKind, RunState } from "../ledger/states.js";
import { HOLD_REASON_WORDS } from "../model/law.js";

/** How something stands, for its colour; the words beside it say the same. */
export type Tone = "good" | "busy" | "soon" | "bad" | "quiet";

export interface Word {
  text: string;
  tone: Tone;
}

export const REQUEST_WORDS: Record<RequestState, Word> = {
  received: { text: "Received", tone: "busy" },
  waiting: { text: "Waiting period", tone: "quiet" },
  resolving: { text: "Looking for the person", tone: "busy" },
  queued: { text: "Queued", tone: "busy" },
  scrubbing: { text: "Being erased", tone: "busy" },
  verified: { text: "Read back blank", tone: "busy" },
  completed: { text: "Completed", tone: "good" },
  held: { text: "Under legal hold", tone: "soon" },
  partly_retained: { text: "Partly retained", tone: "soon" },
  not_found: { text: "Nobody found", tone: "good" },
  failed: { text: "Failed", tone: "bad" },
  cancelled: { text: "Cancelled", tone: "quiet" },
};

export const RUN_WORDS: Record<RunState, Word> = {
  planning: { text: "Planning", tone: "busy" },
  planned: { text: "Waits for approval", tone: "soon" },
  refused: { text: "Refused by a limit", tone: "bad" },
  plan_failed: { text: "Planning failed", tone: "bad" },
  applying: { text: "Applying", tone: "busy" },
  stopped: { text: "Stopped", tone: "bad" },
  cancelling: { text: "Being cancelled", tone: "quiet" },
  cancelled: { text: "Cancelled", tone: "quiet" },
  done: { text: "Done", tone: "good" },
};

export const KIND_WORDS: Record<RunKind, string> = {
  sweep: "Sweep",
  erasure: "On demand",
  watch: "Comebacks",
};

export const OUTCOME_WORDS: Record<Outcome, Word> = {
  scrubbed: { text: "Erased", tone: "good" },
  already_blank: { text: "Blank already", tone: "good" },
  not_found: { text: "Not at TalkJS", tone: "quiet" },
  excluded: { text: "Left alone", tone: "soon" },
  failed: { text: "Failed", tone: "bad" },
};

/** Why something failed, stopped or was left alone. Whatever isn't here is shown as its code. */
const REASONS: Record<string, string> = {
  PAUSED: "Paused by a person",
  ERROR_RATE: "Too many users failed",
  USERS_PARKED: "Users are parked",
  PLAN_TOO_OLD: "The plan was too old to be applied",
  OVERDUE: "The deadline has passed",
  NOT_CLEARED: "TalkJS kept a field after three edits",
  API_REJECTED: "TalkJS refused the edit",
  API_UNAUTHORIZED: "TalkJS refused the key",
  API_UNAVAILABLE: "TalkJS didn't answer",
  API_UNREACHABLE: "TalkJS couldn't be reached",
  API_RATE_LIMITED: "TalkJS asked us to slow down",
  API_ID_UNADDRESSABLE: "TalkJS can't be asked for such an ID",
  UNVERIFIED_API_UNAVAILABLE: "It couldn't be read back",
  SEAL_BROKEN: "What the ledger keeps can't be read",
  EVIDENCE_KEY_NEEDED: "The evidence key is missing here",
  max_users: "More users than the policy allows",
  max_share: "A larger share of the users than the policy allows",
  legal_hold: "Marked as a legal hold at TalkJS",
  ...HOLD_REASON_WORDS,
  online: "Was online",
  role: "Has a role that is left alone",
  id: "Named in the policy",
};

/** A code or a reason in words. */
export const reason = (code: string): string =>
  code
    .split(",")
    .map((one) => REASONS[one] ?? one)
    .join("; ");

export { fieldName } from "../certificates/wording.js";

/** The beginning of an ID, enough to tell it from others. */
export const shortId = (id: string): string => `${id.slice(0, 8)}…`;

export { daysLeftText, lengthOfTime, number, plural } from "../model/words.js";
