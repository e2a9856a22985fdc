import type { RowResult } from "../ledger/runs/batches.js";
import type { BlankedKeys } from "../ledger/runs/states.js";
import type { WorklistRow } from "../ledger/runs/worklist.js";
import type { Reading } from "./read-users.js";

/** How it ended for a user whose edit was begun. */
export interface Settled extends Pick<RowResult, "outcome" | "reason" | "fields" | "remaining"> {
  /** What shows it; missing when nobody could look. */
  reading?: Reading | undefined;
  /** Blanked custom keys, as the audit shows them. */
  keys?: string[];
}

export function settledRow(
  row: WorklistRow,
  end: Settled,
  attempts: number,
  form: BlankedKeys["form"],
): RowResult {
  const { reading, keys = [], ...rest } = end;
  return {
    ...rest,
    ...personOf(row),
    customKeys: keys.length > 0 ? { count: keys.length, form, keys } : null,
    verification: reading?.how ?? null,
    verifiedAt: reading?.at ?? null,
    attempts,
  };
}

/** A user whom the plan leaves alone: blank already, excluded, unknown to the API, or refused by it. */
export function plannedRow(row: WorklistRow): RowResult {
  if (row.intent === null || row.intent === "scrub") throw new Error("this user is to be scrubbed");
  const failed = row.intent === "failed";
  return {
    ...personOf(row),
    outcome: row.intent,
    reason: row.reason,
    fields: [],
    remaining: [],
    customKeys: null,
    verification: failed ? null : "plan",
    verifiedAt: failed ? null : row.readAt,
    attempts: 0,
  };
}

/** A user whose batch was given up. */
export function failedRow(row: WorklistRow, reason: string, attempts: number): RowResult {
  const nothing = { fields: [], remaining: [], customKeys: null, verification: null, verifiedAt: null };
  return { ...personOf(row), outcome: "failed", reason, ...nothing, attempts };
}

function personOf({ subject, evidence, salt, round }: WorklistRow) {
  return { subject, evidence: evidence ?? subject, salt, round };
}
