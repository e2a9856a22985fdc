import { createHash } from "node:crypto";
import type { LeafKind } from "../audit/leaf.js";
import { HASH_BYTES } from "../audit/merkle.js";
import type { LogLeaves } from "../ledger/log/leaves.js";
import type { WaitingBundle } from "../ledger/log/review.js";
import { MINUTE_MS } from "../model/time.js";
import { plural } from "../model/words.js";
import type { Begun, Orphans } from "./begin-log.js";
import type { Finding } from "./findings.js";
import type { LogReads } from "./log-reads.js";
import { hashOf, nameOf, rowsOf, type NamedRow } from "./row-check.js";
import { waitingRows } from "./waiting-rows.js";

const KINDS: LeafKind[] = ["entry", "action"];
const PAGE = 1_000;
const BUNDLES = 100;
/** Sealing takes seconds. */
const LONG_MS = 10 * MINUTE_MS;
const ZERO = Buffer.alloc(HASH_BYTES);

/** Rows that neither are in a log nor wait for it, in order, with the hash of what they are now. */
async function* orphansOf(
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

/** The sum of rows that no log has, taken one by one. */
class OrphanSum {
  readonly #digest = createHash("sha256");
  #rows = 0;
  #lastId = 0;

  constructor(private readonly kind: LeafKind) {}

  add(row: NamedRow): void {
    this.#digest.update(`${row.rowId} `).update(hashOf(row) ?? ZERO);
    this.#rows += 1;
    this.#lastId = row.rowId;
  }

  /** Ends it. */
  total(): Orphans {
    return { kind: this.kind, rows: this.#rows, lastId: this.#lastId, digest: this.#digest.digest("hex") };
  }
}

/** Sums up the rows of a kind that no log has. */
export async function sumOfOrphans(reads: LogReads, kind: LeafKind): Promise<Orphans> {
  const sum = new OrphanSum(kind);
  for await (const row of orphansOf(reads, kind)) sum.add(row);
  return sum.total();
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
  report: (finding: Finding) => void,
): Promise<number> {
  const inherited = begun?.inherited ?? (await reads.logs.inheritance());
  const all = 1 + inherited.reduce((sum, { rows }) => sum + rows, 0);
  for (const kind of KINDS) {
    // What was there before the log waits in its own table until it is sealed.
    const pending = size < all ? inherited.find((part) => part.kind === kind) : undefined;
    const known = begun?.replaces?.orphans.find((part) => part.kind === kind);
    const old = new OrphanSum(kind);
    for await (const row of orphansOf(reads, kind, pending?.lastId)) {
      if (known && row.rowId <= known.lastId) old.add(row);
      else report(added(row));
    }
    if (known && old.total().digest !== known.digest)
      report({
        ...added(undefined),
        message: `Of ${known.rows} rows (${kind}) that were in no log when this one began, some were changed, removed or added.`,
      });
  }
  return lookAtInbox(reads, report);
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
  { appId, authenticator, clock, leaves, review }: LogReads,
  report: (finding: Finding) => void,
): Promise<number> {
  let [waiting, late, after] = [0, 0, 0];
  const deadline = clock().getTime() - LONG_MS;
  for (;;) {
    const bundles = await review.bundles(appId, after, BUNDLES);
    for (const bundle of bundles) {
      const { ids, createdAt } = bundle;
      if (bundle.refusedAt || !authenticator.isAuthentic(appId, bundle)) report(forged(bundle));
      else {
        for (const finding of await changedMeanwhile(leaves, bundle)) report(finding);
        waiting += ids.length;
        if (createdAt.getTime() < deadline) late += ids.length;
      }
    }
    const last = bundles.at(-1);
    if (!last || bundles.length < BUNDLES) break;
    after = last.seq;
  }
  if (late > 0)
    report({
      kind: "waiting_long",
      log: null,
      index: null,
      row: null,
      message: `${plural(late, "row has", "rows have")} waited to be sealed for more than ten minutes: no service or worker runs, or it can't seal.`,
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
async function changedMeanwhile(leaves: LogLeaves, bundle: WaitingBundle): Promise<Finding[]> {
  return (await waitingRows(bundle, leaves)).flatMap(({ row, isAsWritten }) => {
    if (isAsWritten) return [];
    const { kind, rowId } = row;
    const what = (row.entry ?? row.action) ? "changed" : "removed";
    const message = `${nameOf(row)} was ${what} before it was sealed.`;
    return [{ kind: "waiting_changed", log: null, index: null, row: { kind, id: rowId }, message }];
  });
}
