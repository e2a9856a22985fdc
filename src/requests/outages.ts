/** Codes of failures that the next try may not meet: it comes by itself. All others wait for a person. */
export const OUTAGES = [
  "API_UNAVAILABLE",
  "UNVERIFIED_API_UNAVAILABLE",
  "USERS_MISSING",
  "WITNESS_UNAVAILABLE",
  "UNVERIFIED_WITNESS_UNAVAILABLE",
] as const;
