import type { Word } from "./word.js";

interface IdentityRow extends Word {
  /** A person must look: it may protect nobody. */
  isOpen: boolean;
}

/** Whether the person of a legal hold is one whom TalkJS knows. It holds in any case. */
export const HOLD_IDENTITY = {
  asking: { text: "Is being looked up", tone: "busy", isOpen: false },
  known: { text: "Known", tone: "good", isOpen: false },
  unknown: { text: "Unknown: mistyped?", tone: "bad", isOpen: true },
  /** A person has said that the ID is meant. */
  confirmed: { text: "Confirmed", tone: "good", isOpen: false },
  /** Its ID isn't kept, or can't be read: it was placed before anybody asked. */
  unasked: { text: "Was never looked up", tone: "quiet", isOpen: false },
} as const satisfies Record<string, IdentityRow>;
export type HoldIdentity = keyof typeof HOLD_IDENTITY;
export const HOLD_IDENTITIES = Object.keys(HOLD_IDENTITY) as [HoldIdentity, ...HoldIdentity[]];

/** What placing one of several holds came to. */
export const HOLD_RESULTS = ["held", "already_held", "refused"] as const;
export type HoldResult = (typeof HOLD_RESULTS)[number];
