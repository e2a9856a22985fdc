import { isFailure } from "../base/errors.js";
import type { AuditEntry } from "../ledger/evidence/entries.js";
import type { RequestSubject } from "../ledger/requests/requests.js";
import type { IssuingContext } from "./issuing-context.js";

/** Why somebody has no certificate. */
export const WITHHELD = [
  /** Left alone by the policy or a legal hold. */
  "excluded",
  "failed",
  "not_found",
  /** Fields that aren't known are still there. */
  "scrubbed_in_part",
  /** Its run ended before it came to them. */
  "not_reached",
  /** They were seen blank when the run was planned, and not again: that proves nothing of what came after it. */
  "seen_by_plan",
  /** Their data was seen again, and nothing in the log shows that it is gone. */
  "came_back",
  /** From before salts were kept. */
  "unsalted",
  /** The evidence key of its time was destroyed, so nobody can tell any more whom an entry is about. */
  "key_destroyed",
  /** This process lacks that key. */
  "key_missing",
] as const;
export type Withheld = (typeof WITHHELD)[number];

/** Somebody of a request who has no certificate. */
export interface Uncertified {
  /** Theirs in the evidence; where nobody can tell that any more, the ledger's own. */
  pseudonym: string;
  reason: Withheld;
  /** Of an exclusion or a failure: its code. */
  ground: string | null;
}

/** @param entry what the last run for them has recorded. */
export async function whyNot(
  { subject, evidence, runId, reason: code }: RequestSubject,
  entry: AuditEntry | undefined,
  { keyring }: IssuingContext,
): Promise<Uncertified | undefined> {
  const pseudonym = evidence ?? subject;
  const because = (reason: Withheld, ground: string | null = null) => ({ pseudonym, reason, ground });
  // What leads from the people of a request to their entries goes together with the key.
  if (runId === null) return because("key_destroyed");
  if (!entry) return because("not_reached", code);
  const { outcome, reason, verification, salt, epoch } = entry;
  if (outcome === "excluded" || outcome === "failed" || outcome === "not_found")
    return because(outcome, reason);
  if (verification === "plan") return because("seen_by_plan");
  if (salt === null) return because("unsalted");
  try {
    await keyring.of(epoch);
    return undefined;
  } catch (error) {
    if (isFailure(error, "EVIDENCE_KEY_DESTROYED")) return because("key_destroyed");
    if (isFailure(error, "EVIDENCE_KEY_MISSING")) return because("key_missing");
    throw error;
  }
}
