import type { DurationText } from "./time.js";
import { agree, capitalised, spelled } from "./words.js";

/** The law under which a person asks, which sets the deadline. */
export const REGULATIONS = ["gdpr", "ccpa"] as const;
export type Regulation = (typeof REGULATIONS)[number];

interface Law {
  name: string;
  /** Where it gives the right to erasure. */
  erasure: string;
  /** In what it counts, from receipt: calendar months, or days. */
  unit: "month" | "day";
  answerWithin: number;
  /** That much longer, once, if the person is told why within the first term. */
  extendedBy: number;
  /** Where it says so. */
  terms: string;
}

/**
 * GDPR: Regulation (EU) 2016/679. CCPA: California Civil Code; its regulations repeat the terms (California Code of
 * Regulations, title 11, § 7021).
 */
const LAWS: Record<Regulation, Law> = {
  gdpr: {
    name: "GDPR",
    erasure: "GDPR Art. 17",
    unit: "month",
    answerWithin: 1,
    extendedBy: 2,
    terms: "GDPR Art. 12(3)",
  },
  ccpa: {
    name: "CCPA",
    erasure: "CCPA § 1798.105",
    unit: "day",
    answerWithin: 45,
    extendedBy: 45,
    terms: "CCPA § 1798.130",
  },
};

/** `GDPR`. */
export const regulationName = (regulation: Regulation): string => LAWS[regulation].name;

/** `GDPR Art. 17`; what an evidence says that knew more laws is left as it is. */
export function erasureArticle(regulation: string): string {
  const known = REGULATIONS.find((each) => each === regulation);
  return known ? LAWS[known].erasure : regulation;
}

/** Until when a request is to be answered, from its receipt. */
export function termOf(regulation: Regulation, extended: boolean): DurationText {
  const { unit, answerWithin, extendedBy } = LAWS[regulation];
  return `${answerWithin + (extended ? extendedBy : 0)} ${unit}s`;
}

/** `one month`, `45 days`. */
export function answerWords(regulation: Regulation): string {
  const { unit, answerWithin } = LAWS[regulation];
  return `${spelled(answerWithin)} ${agree(answerWithin, unit, `${unit}s`)}`;
}

/** `two more months (GDPR Art. 12(3))`. */
export function extensionWords(regulation: Regulation): string {
  const { unit, extendedBy, terms } = LAWS[regulation];
  return `${spelled(extendedBy)} more ${agree(extendedBy, unit, `${unit}s`)} (${terms})`;
}

/** By how much a deadline can be extended, under one law or another. */
export const EXTENSIONS = REGULATIONS.map(extensionWords).join(" or ");

/** The exceptions of GDPR Art. 17(3), by letter. */
export const HOLD_GROUNDS = ["a", "b", "c", "d", "e"] as const;
export type HoldGround = (typeof HOLD_GROUNDS)[number];

/** What each of them says, in short. */
const GROUNDS: Record<HoldGround, string> = {
  a: "freedom of expression and information",
  b: "legal obligation or public task",
  c: "public health",
  d: "archiving, research or statistics",
  e: "legal claims",
};

/** For those who choose one. */
export const GROUNDS_HELP = HOLD_GROUNDS.map((ground) => `${ground} ${GROUNDS[ground]}`).join(", ");

/** `Art. 17(3)(e)`. */
export const groundArticle = (ground: HoldGround): string => `Art. 17(3)(${ground})`;

/** `Legal claims`. */
export const groundWords = (ground: HoldGround): string => capitalised(GROUNDS[ground]);

const REASON = "hold_17_3_";

/** The reason that an audit entry gives for whoever a legal hold keeps; its end is the ground. */
export const holdReason = (ground: HoldGround): string => `${REASON}${ground}`;

export const isHoldReason = (reason: string | null): boolean => reason?.startsWith(REASON) ?? false;

/** Each of these reasons in words, by reason. */
export const HOLD_REASON_WORDS: Readonly<Record<string, string>> = Object.fromEntries(
  HOLD_GROUNDS.map((ground) => [
    holdReason(ground),
    `Legal hold: ${GROUNDS[ground]}, ${groundArticle(ground)}`,
  ]),
);
