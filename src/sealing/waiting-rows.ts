import { HASH_BYTES } from "../audit/merkle.js";
import type { LogLeaves } from "../ledger/log/leaves.js";
import type { WaitingBundle } from "../ledger/log/review.js";
import { hashOf, rowsOf, type NamedRow } from "./row-check.js";

export interface WaitingRow {
  row: NamedRow;
  /** Whether it is still what it was when it was handed to the sealer. */
  isAsWritten: boolean;
}

/** The rows of a bundle as they are now, in its order; those that are gone too. */
export async function waitingRows(
  { kind, ids, hashes }: WaitingBundle,
  leaves: LogLeaves,
): Promise<WaitingRow[]> {
  const wanted = ids.map(Number);
  const rows = new Map((await rowsOf(leaves, kind, wanted)).map((row) => [row.rowId, row]));
  return wanted.map((rowId, place) => {
    const row = rows.get(rowId) ?? { kind, rowId, entry: undefined, action: undefined };
    const expected = hashes.subarray(place * HASH_BYTES, (place + 1) * HASH_BYTES);
    return { row, isAsWritten: hashOf(row)?.equals(expected) === true };
  });
}
