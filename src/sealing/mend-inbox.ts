import { actionLeaf, entryLeaf } from "../audit/leaf.js";
import { HASH_BYTES } from "../audit/merkle.js";
import type { Database } from "../ledger/database.js";
import type { WaitingBundle } from "../ledger/log-review.js";
import { readsOf, type LogReads } from "./log-reads.js";
import { hashOf, type NamedRow } from "./row-check.js";
import type { LogSite } from "./site.js";

const BUNDLES = 100;

/**
 * Leaves in the inbox only what can be sealed as it was written: rows that are as the bundle says, whose bundle one of us
 * wrote, and that no log has. What is taken out stays in its table, in no log.
 */
export async function mendInbox(tx: Database, site: LogSite): Promise<void> {
  const reads = readsOf(tx, site);
  for (let after = 0; ;) {
    const bundles = await reads.review.bundles(site.appId, after, BUNDLES);
    for (const bundle of bundles) await mend(bundle, reads, tx);
    const last = bundles.at(-1);
    if (!last) return;
    after = last.seq;
  }
}

async function mend(bundle: WaitingBundle, reads: LogReads, tx: Database): Promise<void> {
  const { appId, scribe, inbox } = reads;
  const { kind, ids, hashes, seq } = bundle;
  const isOurs = hashes.length === ids.length * HASH_BYTES && scribe.vouchesFor(appId, kind, bundle);
  const sound = isOurs ? await soundRows(bundle, reads) : [];
  if (sound.length === ids.length && isOurs && !bundle.refusedAt) return;
  await inbox.takeOut(tx, [seq]);
  if (sound.length === 0) return;
  const leaves = sound.map(leafOf);
  await inbox.put(
    tx,
    kind,
    sound.map(({ rowId }) => rowId),
    scribe.bundle(appId, kind, leaves),
  );
}

async function soundRows({ kind, ids, hashes }: WaitingBundle, { leaves }: LogReads): Promise<NamedRow[]> {
  const wanted = ids.map(Number);
  const sealed = await leaves.of(kind, wanted);
  const entries = kind === "entry" ? await leaves.entries(wanted) : [];
  const actions = kind === "action" ? await leaves.actions(wanted) : [];
  return wanted
    .map((rowId) => ({
      kind,
      rowId,
      entry: entries.find(({ id }) => id === rowId),
      action: actions.find(({ id }) => id === rowId),
    }))
    .filter((row, place) => {
      const expected = hashes.subarray(place * HASH_BYTES, (place + 1) * HASH_BYTES);
      return !sealed.has(row.rowId) && hashOf(row)?.equals(expected);
    });
}

function leafOf({ entry, action }: NamedRow): Buffer {
  if (entry) return entryLeaf(entry);
  if (action) return actionLeaf(action);
  throw new Error("a row that is as it was written isn't there");
}
