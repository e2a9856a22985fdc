/** What came of the one attempt to clear a field that isn't known. */
export const TRIAL = {
  cleared: "TalkJS clears it",
  refused: "TalkJS refuses to clear it",
  kept: "TalkJS takes that it is cleared, and keeps it",
} as const satisfies Record<string, string>;
export type TrialResult = keyof typeof TRIAL;
export const TRIAL_RESULTS = Object.keys(TRIAL) as TrialResult[];

/** Of one app, more names of fields than these are counted together: an answer may use IDs as names. */
export const MOST_FIELD_NAMES = 200;
