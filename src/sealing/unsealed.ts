import { createHash } from "node:crypto";
import type { LeafKind } from "../audit/leaf.js";
import { HASH_BYTES } from "../audit/merkle.js";
import type { LogLeaves } from "../ledger/log-leaves.js";
import type { WaitingBundle } from "../ledger/log-review.js";
import type { Begun, Orphans } from "./begin-log.js";
import type { Finding } from "./findings.js";
import type { LogReads } from "./log-reads.js";
import { hashOf, nameOf, type NamedRow } from "./row-check.js";

const KINDS: LeafKind[] = ["entry", "action"];
const PAGE = 1_000;
const BUNDLES = 100;
/** Sealing takes seconds. */
const LONG_MS = 10 * 60_000;
const ZERO = Buffer.alloc(HASH_BYTES);

/** Rows that neither are in a log nor wait for it, in order, with the hash of what they are now. */
export async function* orphansOf(
  { leaves, review, appId }: LogReads,
  kind: LeafKind,
  after = 0,
): AsyncGenerator<NamedRow> {
  for (;;) {
    const ids = await review.unsealed(appId, kind, after, PAGE);
    yield* await rowsOf(leaves, kind, ids);
    const last = ids.at(-1);
    if (last === undefined || ids.length < PAGE) return;
    after = last;
  }
}

/** Sums up rows that no log has. @param lastId only up to this one. */
export async function sumUp(
  rows: AsyncIterable<NamedRow> | Iterable<NamedRow>,
  kind: LeafKind,
): Promise<Orphans> {
  const digest = createHash("sha256");
  let [count, lastId] = [0, 0];
  for await (const row of rows) {
    digest.update(`${row.rowId} `).update(hashOf(row) ?? ZERO);
    count += 1;
    lastId = row.rowId;
  }
  return { kind, rows: count, lastId, digest: digest.digest("hex") };
}

/**
 * Looks at what isn't sealed: rows that somebody added to the audit tables, and what waits for the sealer.
 * @param begun what the open log began with; undefined when there is none.
 * @param size of the open log.
 * @returns how many rows wait.
 */
export async function lookAtUnsealed(
  reads: LogReads,
  { begun, size }: { begun: Begun | undefined; size: number },
  tell: (finding: Finding) => void,
): Promise<number> {
  const inherited = begun?.inherited ?? (await reads.logs.inheritance());
  const all = 1 + inherited.reduce((sum, { rows }) => sum + rows, 0);
  for (const kind of KINDS) {
    // What was there before the log waits in its own table until it is sealed.
    const pending = size < all ? inherited.find((part) => part.kind === kind) : undefined;
    const known = begun?.replaces?.orphans.find((part) => part.kind === kind);
    const old: NamedRow[] = [];
    for await (const row of orphansOf(reads, kind, pending?.lastId)) {
      if (known && row.rowId <= known.lastId) old.push(row);
      else tell(added(row));
    }
    if (known && (await sumUp(old, kind)).digest !== known.digest)
      tell({
        ...added(undefined),
        message: `Of ${known.rows} rows (${kind}) that were in no log when this one began, some were changed, removed or added.`,
      });
  }
  return lookAtInbox(reads, tell);
}

function added(row: NamedRow | undefined): Finding {
  return {
    kind: "added",
    log: null,
    index: null,
    row: row ? { kind: row.kind, id: row.rowId } : null,
    message: row
      ? `${nameOf(row)} was added by somebody else: it is in no log, and doesn't wait to be sealed.`
      : "",
  };
}

async function lookAtInbox(
  { appId, scribe, clock, leaves, review }: LogReads,
  tell: (finding: Finding) => void,
): Promise<number> {
  let [waiting, late, after] = [0, 0, 0];
  const deadline = clock().getTime() - LONG_MS;
  for (;;) {
    const bundles = await review.bundles(appId, after, BUNDLES);
    for (const bundle of bundles) {
      const { kind, ids, hashes, createdAt } = bundle;
      const isOurs = hashes.length === ids.length * HASH_BYTES && scribe.vouchesFor(appId, kind, bundle);
      if (!isOurs || bundle.refusedAt) tell(forged(bundle));
      else {
        for (const finding of await changedMeanwhile(leaves, bundle)) tell(finding);
        waiting += ids.length;
        if (createdAt.getTime() < deadline) late += ids.length;
      }
    }
    const last = bundles.at(-1);
    if (!last || bundles.length < BUNDLES) break;
    after = last.seq;
  }
  if (late > 0)
    tell({
      kind: "waiting_long",
      log: null,
      index: null,
      row: null,
      message: `${late} ${late === 1 ? "row has" : "rows have"} waited to be sealed for more than ten minutes: no service or worker runs, or it can't seal.`,
    });
  return waiting;
}

function forged({ kind, ids }: WaitingBundle): Finding {
  const [id] = ids;
  return {
    kind: "waiting_forged",
    log: null,
    index: null,
    row: id === undefined ? null : { kind, id: Number(id) },
    message: `What waits to be sealed for ${kind} ${ids.slice(0, 5).join(", ")}${ids.length > 5 ? ", …" : ""} was written by none of us: it is refused.`,
  };
}

/** Rows that are not any more what they were when they were handed to the sealer. */
async function changedMeanwhile(leaves: LogLeaves, { kind, ids, hashes }: WaitingBundle): Promise<Finding[]> {
  const wanted = ids.map(Number);
  const rows = new Map((await rowsOf(leaves, kind, wanted)).map((row) => [row.rowId, row]));
  return wanted.flatMap((rowId, place) => {
    const row = rows.get(rowId) ?? { kind, rowId, entry: undefined, action: undefined };
    const expected = hashes.subarray(place * HASH_BYTES, (place + 1) * HASH_BYTES);
    if (hashOf(row)?.equals(expected)) return [];
    const what = (row.entry ?? row.action) ? "changed" : "removed";
    const message = `${nameOf(row)} was ${what} before it was sealed.`;
    return [{ kind: "waiting_changed", log: null, index: null, row: { kind, id: rowId }, message }];
  });
}

async function rowsOf(leaves: LogLeaves, kind: LeafKind, ids: readonly number[]): Promise<NamedRow[]> {
  return kind === "entry"
    ? (await leaves.entries(ids)).map((entry) => ({ kind, rowId: entry.id, entry, action: undefined }))
    : (await leaves.actions(ids)).map((action) => ({ kind, rowId: action.id, entry: undefined, action }));
}
