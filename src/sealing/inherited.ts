import { failure } from "../base/errors.js";
import { actionLeaf, type LeafKind } from "../audit/leaf.js";
import { leafHash } from "../audit/merkle.js";
import { LOG_BEGUN, type Begun } from "./begin-log.js";
import type { Appendix } from "./appendix.js";
import { leafOf, rowsOf } from "./row-check.js";
import { tilesOf, type LogSite } from "./site.js";

const CHUNK = 5_000;

/**
 * What was recorded before there was a log, as far as it isn't in it yet. Which rows these are says the log's first
 * leaf, so nothing can be slipped in among them later.
 * @param size the log's, as it is.
 */
export async function* inheritedRows(site: LogSite, logId: number, size: number): AsyncGenerator<Appendix> {
  const { inherited } = await firstLeaf(site, logId);
  const all = inherited.reduce((sum, { rows }) => sum + rows, 0);
  if (size >= 1 + all) return;
  for (const part of inherited) {
    for (let after = await lastInherited(site, logId, part.kind); ;) {
      const ids = await site.logs.inherited(part, after, CHUNK);
      const last = ids.at(-1);
      if (last === undefined) break;
      yield await appendix(site, part.kind, ids);
      after = last;
    }
  }
}

/** The last inherited row that is sealed. The log's own first leaf came after all of them. */
async function lastInherited({ leaves }: LogSite, logId: number, kind: LeafKind): Promise<number> {
  return leaves.lastRow(logId, kind, 1);
}

/** What the log says it began with; checked against its hash. */
async function firstLeaf(site: LogSite, logId: number): Promise<Begun> {
  const [first] = await site.leaves.page(logId, 0, 1);
  const hashes = await tilesOf(site, logId)(0, 0);
  const { action } = first ?? {};
  const isWhole = action && hashes?.subarray(0, 32).equals(leafHash(actionLeaf(action)));
  if (!isWhole || action.action !== LOG_BEGUN)
    throw failure("LOG_BROKEN", { finding: "its first entry was changed" });
  return action.detail as Begun;
}

async function appendix(site: LogSite, kind: LeafKind, ids: number[]): Promise<Appendix> {
  const rows = await rowsOf(site.leaves, kind, ids);
  return {
    rows: rows.map(({ rowId }) => ({ kind, rowId })),
    hashes: Buffer.concat(rows.flatMap((row) => leafOf(row) ?? []).map(leafHash)),
    seqs: [],
  };
}
