import type { Database } from "../ledger/database.js";
import type { WaitingBundle } from "../ledger/log/review.js";
import { readsOf, type LogReads } from "./log-reads.js";
import { leafOf, type NamedRow } from "./row-check.js";
import type { LogContext } from "./log-context.js";
import { waitingRows } from "./waiting-rows.js";

const BUNDLES = 100;

/**
 * Leaves in the inbox only what can be sealed as it was written: rows that are as the bundle says, whose bundle one of us
 * wrote, and that no log has. What is taken out stays in its table, in no log.
 */
export async function mendInbox(tx: Database, context: LogContext): Promise<void> {
  const reads = readsOf(tx, context);
  for (let after = 0; ;) {
    const bundles = await reads.review.bundles(context.appId, after, BUNDLES);
    for (const bundle of bundles) await mend(bundle, reads, tx);
    const last = bundles.at(-1);
    if (!last) return;
    after = last.seq;
  }
}

async function mend(bundle: WaitingBundle, reads: LogReads, tx: Database): Promise<void> {
  const { appId, authenticator, inbox } = reads;
  const { kind, ids, seq } = bundle;
  const isOurs = authenticator.isAuthentic(appId, bundle);
  const sound = isOurs ? await soundRows(bundle, reads) : [];
  if (sound.length === ids.length && isOurs && !bundle.refusedAt) return;
  await inbox.takeOut(tx, [seq]);
  if (sound.length === 0) return;
  await inbox.put(
    tx,
    kind,
    sound.map(({ rowId }) => rowId),
    authenticator.bundle(
      appId,
      kind,
      sound.flatMap((row) => leafOf(row) ?? []),
    ),
  );
}

async function soundRows(bundle: WaitingBundle, { leaves }: LogReads): Promise<NamedRow[]> {
  const rows = await waitingRows(bundle, leaves);
  const sealed = await leaves.of(
    bundle.kind,
    rows.map(({ row }) => row.rowId),
  );
  return rows.flatMap(({ row, isAsWritten }) => (isAsWritten && !sealed.has(row.rowId) ? [row] : []));
}
