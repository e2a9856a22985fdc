import { TRIAL, type TrialResult } from "./field-trial.js";

/** What a policy does with a field that nobody here knows, what it wants most first. */
export const UNKNOWN_RULES = ["blank", "report", "keep"] as const;
export type UnknownRule = (typeof UNKNOWN_RULES)[number];

/** A field that TalkJS sends and nobody here knows. */
export interface UnknownField {
  /** Its name, or the pseudonym of one that may be a person. */
  field: string;
  /** When it was first seen; null: just now, and not noted yet. */
  since: Date | null;
  /** Users who hold something there; null where all weren't looked at since it was first seen. */
  users: number | null;
  /** By the policy that is asked. */
  rule: UnknownRule;
  /** What came of clearing it, and when; null: nobody has tried. */
  trial: TrialResult | null;
  triedAt: Date | null;
}

/** A field that the policy wants blank and TalkJS keeps, of somebody at least. */
export const isKeptByTalkJS = ({ rule, trial, users }: UnknownField): boolean =>
  rule === "blank" && (trial === "refused" || trial === "kept") && users !== 0;

const day = (at: Date): string => at.toISOString().slice(0, 10);

/** What a person should know of it; undefined where the policy names it. */
export function unknownFieldText({ field, since, rule, trial, triedAt }: UnknownField): string | undefined {
  if (rule === "keep") return undefined;
  const began = since ? `TalkJS began to send \`${field}\` on ${day(since)}` : `TalkJS sends \`${field}\``;
  return `${began}; your policy says nothing of it. ${whatHappens({ rule, trial, triedAt })}`;
}

function whatHappens({ rule, trial, triedAt }: Pick<UnknownField, "rule" | "trial" | "triedAt">): string {
  if (rule === "report") return "It stays, and is named.";
  if (trial === null)
    return "Whether it can be cleared is tried once, on one person; where it can't, it is named.";
  if (trial === "cleared") return "It is blanked like the others.";
  return `${TRIAL[trial]}${triedAt ? ` (tried on ${day(triedAt)})` : ""}: it stays, and is named.`;
}
