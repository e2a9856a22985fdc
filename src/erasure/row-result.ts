import type { Cipher } from "../ledger/encryption.js";
import type { RowResult, RowRetry } from "../ledger/runs/batches.js";
import type { BlankedKeys } from "../ledger/runs/states.js";
import { RETRIED } from "../ledger/runs/users.js";
import type { WorklistRow } from "../ledger/runs/worklist.js";
import type { Person } from "./batch-user.js";
import { macOfRow } from "./bound-row.js";
import type { Reading } from "./read-users.js";

/** How it ended for a user whose edit was begun. */
export interface Settled extends Pick<RowResult, "outcome" | "reason" | "fields" | "remaining" | "places"> {
  /** What shows it; missing when nobody could look. */
  reading?: Reading | undefined;
  /** Blanked custom keys, as the audit shows them. */
  keys?: string[];
  /** What a retry that finds it blank records; without it, all that was to be blanked. */
  inDoubt?: Pick<WorklistRow, "fields" | "customKeys">;
}

export function settledRow(
  { row, person }: { row: WorklistRow; person: Person },
  end: Settled,
  { attempts, form, cipher }: { attempts: number; form: BlankedKeys["form"]; cipher: Cipher },
): RowResult {
  const { reading, keys = [], inDoubt = row, ...rest } = end;
  return {
    ...rest,
    ...personOf({ ...row, ...person }),
    retry: rest.outcome === "failed" ? retryOf(row, inDoubt, cipher) : null,
    customKeys: keys.length > 0 ? { count: keys.length, form, keys } : null,
    verification: reading?.how ?? null,
    verifiedAt: reading?.at ?? null,
    attempts,
  };
}

/** A user whom the plan leaves alone: blank already, excluded, unknown to the API, or refused by it. */
export function plannedRow(row: WorklistRow, cipher: Cipher): RowResult {
  if (row.intent === null || row.intent === "scrub") throw new Error("this user is to be scrubbed");
  const failed = row.intent === "failed";
  return {
    ...personOf(unopened(row)),
    outcome: row.intent,
    reason: row.reason,
    fields: [],
    remaining: row.remaining,
    retry: failed ? retryOf(row, row, cipher) : null,
    customKeys: null,
    verification: failed ? null : "plan",
    verifiedAt: failed ? null : row.readAt,
    attempts: 0,
  };
}

/** A user whose batch was given up. */
export function failedRow(row: WorklistRow, reason: string, attempts: number, cipher: Cipher): RowResult {
  const end: Settled = { outcome: "failed", reason, fields: [], remaining: [] };
  return settledRow({ row, person: unopened(row) }, end, { attempts, form: "pseudonym", cipher });
}

/** A parked row as a retry finds it, authenticated now: who puts it back to work only counts its round up. */
function retryOf(
  row: WorklistRow,
  { fields, customKeys }: Pick<WorklistRow, "fields" | "customKeys">,
  cipher: Cipher,
): RowRetry {
  const again = { ...row, ...RETRIED, round: row.round + 1, fields, customKeys };
  return { fields, customKeys, mac: macOfRow(cipher, again) };
}

const unopened = (row: WorklistRow) => ({ ...row, idLooksLike: null });

function personOf({ subject, evidence, salt, round, idLooksLike }: WorklistRow & Person) {
  return { subject, evidence: evidence ?? subject, salt, round, idLooksLike };
}
