import type { SealedRow } from "../ledger/log/leaves.js";

/** What is added at once. */
export interface Appendix {
  rows: SealedRow[];
  /** The leaf hashes of these rows, one after the other. */
  hashes: Buffer;
  /** The bundles that they come from. */
  seqs: number[];
}
