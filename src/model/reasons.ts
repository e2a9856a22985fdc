import { HOLD_REASON_WORDS } from "./law.js";

/** Why something failed, stopped or was left alone. Whatever isn't here is shown as its code. */
export const REASON: Readonly<Record<string, string>> = {
  PAUSED: "Paused by a person",
  ERROR_RATE: "Too many users failed",
  USERS_PARKED: "Users are parked",
  PLAN_TOO_OLD: "The plan was too old to be applied",
  PLAN_UNBOUND: "The plan is of a version that didn't authenticate plans",
  RUN_CHANGED: "Its plan was changed in the database by somebody else",
  PEOPLE_MISSING: "People of its plan are missing from the record",
  POLICY_UNREADABLE: "The policy of a run that erased people can't be read",
  FIELDS_KEPT: "The policy keeps something of people",
  UNKNOWN_FIELDS_STAY: "Fields that Scrubjay doesn't know are still there",
  USERS_MISSING: "TalkJS's list of users was far shorter than the last time",
  OVERDUE: "The deadline has passed",
  NOT_CLEARED: "TalkJS kept a field after several edits, seconds apart",
  API_REJECTED: "TalkJS refused the edit",
  API_UNAUTHORIZED: "TalkJS refused the key",
  API_VERSION_REFUSED: "TalkJS refused the version of its API",
  API_OTHER: "This process calls another address of TalkJS than the run was made for",
  API_UNAVAILABLE: "TalkJS didn't answer",
  API_UNREACHABLE: "TalkJS couldn't be reached",
  API_RATE_LIMITED: "TalkJS asked us to slow down",
  API_ID_UNADDRESSABLE: "TalkJS can't be asked for such an ID",
  UNVERIFIED_API_UNAVAILABLE: "It couldn't be read back",
  WITNESS_SAW: "Read back blank, and other chat participants still see something",
  WITNESS_UNSEEN: "Read back blank, and other chat participants aren't shown them at all",
  WITNESS_MISSING: "TalkJS's client, which the second witness needs, isn't installed",
  WITNESS_UNSET: "The second witness has no user to look as",
  WITNESS_REFUSED: "TalkJS doesn't let the second witness in",
  WITNESS_UNKNOWN: "TalkJS doesn't know the second witness",
  WITNESS_UNAVAILABLE: "The second witness couldn't look",
  UNVERIFIED_WITNESS_UNAVAILABLE: "The second witness couldn't look after the edit",
  SEAL_BROKEN: "What the ledger keeps can't be read",
  EVIDENCE_KEY_NEEDED: "The evidence key is missing here",
  max_users: "More users than the policy allows",
  max_share: "A larger share of the users than the policy allows",
  max_fall: "Far fewer users than the last time",
  legal_hold: "Marked as a legal hold at TalkJS",
  ...HOLD_REASON_WORDS,
  online: "Was online",
  role: "Has a role that is left alone",
  id: "Named in the policy",
  witness: "Is the user as whom the second witness looks",
  unclear: "Can't be told whether to leave it alone: a value is of another kind than text",
};

/** A code or a reason in words; several of them are separated by commas. */
export const reason = (code: string): string =>
  code
    .split(",")
    .map((one) => (Object.hasOwn(REASON, one) ? REASON[one] : one))
    .join("; ");
