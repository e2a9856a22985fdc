import { actionLeaf, entryLeaf, type LeafKind } from "../audit/leaf.js";
import { leafHash } from "../audit/merkle.js";
import type { AuditAction } from "../ledger/evidence/actions.js";
import type { AuditEntry } from "../ledger/evidence/entries.js";
import type { LogLeaves } from "../ledger/log/leaves.js";

/** A row of the audit tables as something else names it; undefined where it isn't there. */
export interface NamedRow {
  kind: LeafKind;
  rowId: number;
  entry: AuditEntry | undefined;
  action: AuditAction | undefined;
}

/** Rows by their IDs, in the order of those; one that isn't there is missing. */
export async function rowsOf(leaves: LogLeaves, kind: LeafKind, ids: readonly number[]): Promise<NamedRow[]> {
  return kind === "entry"
    ? (await leaves.entries(ids)).map((entry) => ({ kind, rowId: entry.id, entry, action: undefined }))
    : (await leaves.actions(ids)).map((action) => ({ kind, rowId: action.id, entry: undefined, action }));
}

/** The bytes that a row seals; undefined when it isn't there. */
export function leafOf({ entry, action }: NamedRow): Buffer | undefined {
  return entry ? entryLeaf(entry) : action && actionLeaf(action);
}

/** The leaf hash that a row gives as it is now; undefined when it isn't there or gives none. */
export function hashOf(row: NamedRow): Buffer | undefined {
  try {
    const leaf = leafOf(row);
    return leaf && leafHash(leaf);
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
