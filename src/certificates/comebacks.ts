import type { AuditAction } from "../ledger/evidence/actions.js";
import type { AuditEntry } from "../ledger/evidence/entries.js";
import { COMEBACK_SEEN } from "../model/actions.js";
import { isErased } from "./entries.js";
import type { IssuingContext } from "./issuing-context.js";

/** Data of an erased person that was seen again. */
export interface SeenAgain {
  seen: AuditAction;
  /** What the run that erased it again has recorded; undefined: none did, under the same key of the evidence. */
  again: AuditEntry | undefined;
}

export interface ComebacksOfPerson {
  /** In order. */
  sealed: SeenAgain[];
  /** When the last one was seen that nothing shows to be gone; undefined: all are. */
  openSince: Date | undefined;
}

/**
 * What was seen of a person after an erasure.
 * @param subject their pseudonym in the ledger: comebacks of before they were sealed are on the suppression list alone.
 * @param lookedAt when they were seen blank after all of that.
 */
export async function comebacksAfter(
  entry: AuditEntry,
  subject: string,
  context: IssuingContext,
  lookedAt: Date | undefined,
): Promise<ComebacksOfPerson> {
  const since = entry.verifiedAt ?? entry.at;
  const seen = (await context.log.actions.of(COMEBACK_SEEN, entry.subject)).filter(
    (action) => seenAt(action) > since,
  );
  const erasures = (await context.log.entries.of([entry.subject])).filter(isSeenBlank);
  const sealed = seen.map((action) => ({
    seen: action,
    again: erasures.find(({ verifiedAt }) => verifiedAt !== null && verifiedAt >= seenAt(action)),
  }));
  const open = sealed.filter(({ again }) => !again).map((comeback) => seenAt(comeback.seen));
  const { lastComebackAt } = (await context.suppression.of(subject)) ?? { lastComebackAt: null };
  const isSealed = seen.some((action) => seenAt(action).getTime() === lastComebackAt?.getTime());
  if (lastComebackAt && lastComebackAt > since && !isSealed) open.push(lastComebackAt);
  const last = open.sort((one, other) => one.getTime() - other.getTime()).at(-1);
  return { sealed, openSince: last && lookedAt && last <= lookedAt ? undefined : last };
}

const isSeenBlank = (entry: AuditEntry): boolean => isErased(entry) && entry.verification !== "plan";

const seenAt = ({ detail }: AuditAction): Date => new Date(String(detail?.["seenAt"]));
