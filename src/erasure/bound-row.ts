import { canonical } from "../audit/leaf.js";
import { failure } from "../base/errors.js";
import type { Cipher } from "../ledger/encryption.js";
import type { Run } from "../ledger/runs/runs.js";
import type { WorklistRow } from "../ledger/runs/worklist.js";
import { isBoundPolicy } from "./encrypted-policy.js";

/** Everything of a worklist row that steers an edit or goes into a record. */
export type RowFacts = Omit<WorklistRow, "runId" | "state" | "mac">;

/** All of them: a new column of the worklist is bound too, or this doesn't compile. Their order is that of the MAC. */
const BOUND = Object.keys({
  subject: true,
  evidence: true,
  salt: true,
  batch: true,
  listPage: true,
  intent: true,
  reason: true,
  fields: true,
  customKeys: true,
  sealed: true,
  readAt: true,
  round: true,
  remaining: true,
} satisfies Record<keyof RowFacts, true>) as (keyof RowFacts)[];

/** The last of them is left out where nothing remains: rows of before it was there keep their MAC. */
const boundOf = ({ remaining }: RowFacts) => (remaining.length > 0 ? BOUND : BOUND.slice(0, -1));

/** @param cipher of its run, so that a row of another run doesn't fit. */
export const macOfRow = (cipher: Cipher, row: RowFacts): string =>
  cipher.mac(JSON.stringify(["row", ...boundOf(row).map((column) => row[column])]));

export const bindRow = <Row extends RowFacts>(cipher: Cipher, row: Row): Row & { mac: string } => ({
  ...row,
  mac: macOfRow(cipher, row),
});

/** Whether a row is as one of us wrote it, or of a run of before rows were authenticated. */
export const isTrusted = (run: Pick<Run, "policy">, row: WorklistRow, cipher: Cipher): boolean =>
  row.mac === macOfRow(cipher, row) || (row.mac === null && !isBoundPolicy(run.policy));

/** How far the planning of a run has come. */
export type ScanFacts = Pick<Run, "scanPage" | "scanCursor" | "tally">;

export function macOfScan(cipher: Cipher, { scanPage, scanCursor, tally }: ScanFacts): string {
  // Canonical: the database gives the keys of its JSON in another order.
  return cipher.mac(canonical(["scan", scanPage, scanCursor, tally]).toString("utf8"));
}

/** @throws {RUN_CHANGED} when page, cursor or tally isn't as one of us wrote it. */
export function demandScan(run: ScanFacts & Pick<Run, "id" | "policy" | "scanMac">, cipher: Cipher): void {
  if (isBoundPolicy(run.policy) && run.scanMac !== macOfScan(cipher, run))
    throw failure("RUN_CHANGED", { run: run.id });
}
