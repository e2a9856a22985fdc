/** The places that an erasure covers; what it doesn't cover is told under what remains. */
export const SCOPE = ["profile"] as const;
