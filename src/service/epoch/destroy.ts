import { failure } from "../../base/errors.js";
import type { Actor } from "../../ledger/evidence/actor.js";
import type { EvidenceKey } from "../../ledger/evidence/evidence-keys.js";
import { forgetEpoch, runAtWork, type Forgotten } from "../../ledger/evidence/forget-epoch.js";
import { after, type DurationText } from "../../model/time.js";
import { recordInAllLogs } from "../../keys/record.js";
import type { KeyContext } from "../../keys/key-context.js";

export interface DestroyOrder {
  epoch: number;
  /** From the end of the epoch on. */
  retention: DurationText;
  /** Although the retention isn't over. */
  early: boolean;
}

export interface Destroyed {
  destroyedAt: Date;
  forgotten: Forgotten;
  /** The key stands in SCRUBJAY_EVIDENCE_KEYS too, where only a person can remove it. */
  inSettings: boolean;
}

/** When the key of an epoch may be destroyed; null for the newest. */
export const destroyableAt = (until: Date | null, retention: DurationText): Date | null =>
  until && after(until, retention);

/**
 * Destroys the key of an epoch: nobody can be found in its entries any more, which stay in the log as they are. The
 * ledger is told first. A kill before that leaves everything as it was; one after it leaves a key file that no process
 * uses and the next one removes.
 * @throws {EPOCH_NOT_FOUND | EPOCH_FIRST | EPOCH_NEWEST | EPOCH_RETAINED | EPOCH_IN_USE | EVIDENCE_KEY_DESTROYED | KEY_FILE}
 */
export async function destroyEpoch(
  order: DestroyOrder,
  actor: Pick<Actor, "name">,
  context: KeyContext,
): Promise<Destroyed> {
  const { keyring, evidenceKeys, log } = context;
  const { epoch, early } = order;
  const { row, until } = await ended(order, context);
  const destroyedAt = log.clock();
  const forgotten = await log.db.transaction(async (tx) => {
    if (!(await evidenceKeys.markDestroyed(tx, epoch, actor, destroyedAt)))
      throw failure("EVIDENCE_KEY_DESTROYED", { epoch });
    const run = await runAtWork(tx, epoch);
    if (run !== undefined) throw inUse(epoch, run);
    const gone = await forgetEpoch(tx, { number: epoch, until }, destroyedAt);
    const from = row.createdAt.toISOString();
    const detail = { destroyedBy: actor.name, early, from, until: until.toISOString(), ...gone };
    await recordInAllLogs(tx, log, "keys.destroyed", epoch, detail);
    return gone;
  });
  await keyring.shred(epoch);
  return { destroyedAt, forgotten, inSettings: keyring.hasSetting(epoch) };
}

/** The epoch, if it is one whose key may be destroyed. */
async function ended(
  { epoch, early, retention }: DestroyOrder,
  { keyring, evidenceKeys, log }: KeyContext,
): Promise<{ row: EvidenceKey; until: Date }> {
  if (epoch === 0) throw failure("EPOCH_FIRST");
  const rows = await evidenceKeys.all();
  const row = rows.find((known) => known.epoch === epoch);
  const until = rows.find((known) => known.epoch === epoch + 1)?.createdAt;
  if (!row) throw failure("EPOCH_NOT_FOUND");
  if (row.destroyedAt) {
    await keyring.shred(epoch);
    throw failure("EVIDENCE_KEY_DESTROYED", { epoch });
  }
  if (!until) throw failure("EPOCH_NEWEST", { epoch });
  const from = after(until, retention);
  if (!early && log.clock() < from)
    throw failure("EPOCH_RETAINED", { epoch, until: from.toISOString().slice(0, 10) });
  return { row, until };
}

const inUse = (epoch: number, run: number) => failure("EPOCH_IN_USE", { epoch, run });
