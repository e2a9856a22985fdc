import { failure } from "../base/errors.js";
import { actionLeaf, type LeafKind } from "../audit/leaf.js";
import { leafHash } from "../audit/merkle.js";
import { LOG_BEGUN, type Begun } from "./begin-log.js";
import type { Appendix } from "./appendix.js";
import { leafOf, rowsOf } from "./row-check.js";
import { tilesOf, type LogContext } from "./log-context.js";

const CHUNK = 5_000;

/**
 * What was recorded before there was a log, as far as it isn't in it yet. Which rows these are says the log's first
 * leaf, so nothing can be slipped in among them later.
 * @param size the log's, as it is.
 */
export async function* inheritedRows(
  context: LogContext,
  logId: number,
  size: number,
): AsyncGenerator<Appendix> {
  const { inherited } = await firstLeaf(context, logId);
  const all = inherited.reduce((sum, { rows }) => sum + rows, 0);
  if (size >= 1 + all) return;
  for (const part of inherited) {
    for (let after = await lastInherited(context, logId, part.kind); ;) {
      const ids = await context.logs.inherited(part, after, CHUNK);
      const last = ids.at(-1);
      if (last === undefined) break;
      yield await appendix(context, part.kind, ids);
      after = last;
    }
  }
}

/** The last inherited row that is sealed. The log's own first leaf came after all of them. */
async function lastInherited({ leaves }: LogContext, logId: number, kind: LeafKind): Promise<number> {
  return leaves.lastRow(logId, kind, 1);
}

/** What the log says it began with; checked against its hash. */
async function firstLeaf(context: LogContext, logId: number): Promise<Begun> {
  const [first] = await context.leaves.page(logId, 0, 1);
  const hashes = await tilesOf(context, logId)(0, 0);
  const { action } = first ?? {};
  const isWhole = action && hashes?.subarray(0, 32).equals(leafHash(actionLeaf(action)));
  if (!isWhole || action.action !== LOG_BEGUN)
    throw failure("LOG_BROKEN", { finding: "its first entry was changed" });
  return action.detail as Begun;
}

async function appendix(context: LogContext, kind: LeafKind, ids: number[]): Promise<Appendix> {
  const rows = await rowsOf(context.leaves, kind, ids);
  return {
    rows: rows.map(({ rowId }) => ({ kind, rowId })),
    hashes: Buffer.concat(rows.flatMap((row) => leafOf(row) ?? []).map(leafHash)),
    seqs: [],
  };
}
