import type { Word } from "./word.js";

interface OutcomeRow extends Word {
  /** What users of it are counted as. */
  counter: string;
}

/** How it ended for one user. */
export const OUTCOME = {
  scrubbed: { text: "Erased", tone: "good", counter: "scrubbed" },
  /** All that is known is blank; what isn't known and is still there is named. */
  scrubbed_in_part: { text: "Erased in part", tone: "soon", counter: "inPart" },
  already_blank: { text: "Blank already", tone: "good", counter: "alreadyBlank" },
  not_found: { text: "Not at TalkJS", tone: "quiet", counter: "notFound" },
  excluded: { text: "Left alone", tone: "soon", counter: "excluded" },
  failed: { text: "Failed", tone: "bad", counter: "failed" },
} as const satisfies Record<string, OutcomeRow>;
export type Outcome = keyof typeof OUTCOME;
export const OUTCOMES = Object.keys(OUTCOME) as Outcome[];

/** How it stands in a run with somebody whom a list names. */
export const LISTED_RESULT = {
  ...OUTCOME,
  /** The run goes on, waits, or was stopped before it came to them. */
  open: { text: "Not done yet", tone: "busy" },
  /** The run has nothing of them: its selection leaves them out, they aren't on its list, or it was given up before. */
  unrecorded: { text: "Nothing recorded", tone: "quiet" },
} as const satisfies Record<string, Word>;
export type ListedResult = keyof typeof LISTED_RESULT;
export const LISTED_RESULTS = Object.keys(LISTED_RESULT) as ListedResult[];

export type OutcomeCounter = (typeof OUTCOME)[Outcome]["counter"];
export const OUTCOME_COUNTERS: readonly OutcomeCounter[] = OUTCOMES.map(
  (outcome) => OUTCOME[outcome].counter,
);

/** Users by how it ended for them. */
export type OutcomeCounts = Record<OutcomeCounter, number>;

/** A value for each counter, in the order of the outcomes. */
export const perCounter = <T>(valueOf: (counter: OutcomeCounter) => T): Record<OutcomeCounter, T> =>
  Object.fromEntries(OUTCOME_COUNTERS.map((counter) => [counter, valueOf(counter)])) as Record<
    OutcomeCounter,
    T
  >;

export function countOutcomes(results: Iterable<{ outcome: Outcome }>): OutcomeCounts {
  const counts = perCounter(() => 0);
  for (const { outcome } of results) counts[OUTCOME[outcome].counter] += 1;
  return counts;
}

/** Whether nothing that was to go is left of somebody: read back, or never there. */
export const isBlanked = (outcome: ListedResult | null): boolean =>
  outcome === "scrubbed" || outcome === "already_blank";

/**
 * How an outcome was seen: in the page of the user list that was read again after the edit, in the answer for
 * this one user, or in the planning read (for users who were blank or excluded already).
 */
export const VERIFICATION = {
  list_page: "read back in a page of the list",
  user: "read back one by one",
  plan: "seen when it was planned, and not since",
} as const;
export type Verification = keyof typeof VERIFICATION;
export const VERIFICATIONS = Object.keys(VERIFICATION) as Verification[];

/** How a person of a request stands while there is no outcome. `open`: not begun, or to be begun again. */
export const SUBJECT_STATE = {
  open: { text: "Not begun", tone: "quiet" },
  /** A run has it. */
  working: { text: "Being erased", tone: "busy" },
  /** It has ended for this person. */
  settled: { text: "Not begun", tone: "quiet" },
} as const satisfies Record<string, Word>;
export type SubjectState = keyof typeof SUBJECT_STATE;
export const SUBJECT_STATES = Object.keys(SUBJECT_STATE) as SubjectState[];

/** How it stands with somebody whose data came back. */
export const COMEBACK_STATUS = {
  reported: { text: "Reported", tone: "soon" },
  held: { text: "Under legal hold", tone: "soon" },
  to_scrub: { text: "To be erased again", tone: "busy" },
  scrubbed: { text: "Blank again", tone: "good" },
} as const satisfies Record<string, Word>;
export type ComebackStatus = keyof typeof COMEBACK_STATUS;
export const COMEBACK_STATUSES = Object.keys(COMEBACK_STATUS) as ComebackStatus[];
