import { actionLeaf, entryLeaf, type LeafKind } from "../audit/leaf.js";
import { leafHash } from "../audit/merkle.js";
import type { AuditAction } from "../ledger/audit-actions.js";
import type { AuditEntry } from "../ledger/audit-entries.js";

/** A row of the audit tables as something else names it; undefined where it isn't there. */
export interface NamedRow {
  kind: LeafKind;
  rowId: number;
  entry: AuditEntry | undefined;
  action: AuditAction | undefined;
}

/** The leaf hash that a row gives as it is now; undefined when it isn't there or gives none. */
export function hashOf({ entry, action }: NamedRow): Buffer | undefined {
  try {
    if (entry) return leafHash(entryLeaf(entry));
    return action && leafHash(actionLeaf(action));
  } catch {
    // A moment that no calendar has, say: the database takes it, and no entry was ever written with it.
    return undefined;
  }
}

/** `Entry 1234 of run 7`, `Action 88`. */
export function nameOf({ kind, rowId, entry }: NamedRow): string {
  if (kind === "action") return `Action ${rowId}`;
  return entry ? `Entry ${rowId} of run ${entry.runId}` : `Entry ${rowId}`;
}
