import { isFailure } from "../../base/errors.js";
import { destroyableAt, destroyEpoch } from "../epoch/destroy.js";
import { rotateWhenDue } from "../epoch/rotate.js";
import { SERVICE } from "../../ledger/evidence/actor.js";
import type { KeyContext } from "../../keys/key-context.js";
import { DAY_MS, type DurationText } from "../../model/time.js";
import type { JobContext } from "../context.js";

/** Checkpoints of so many days are all kept; of older days the last one is. */
const CHECKPOINT_DAYS = 30;

export interface EvidenceTerms {
  /** The age at which the next epoch begins. */
  epoch: DurationText;
  /** How long the people of an epoch can be found in its entries, from its end on. */
  retention: DurationText;
}

/** What it works with; every job context is one. */
export type EvidenceContext = KeyContext & Pick<JobContext, "checkpoints" | "logs" | "telemetry">;

/**
 * What time does to the evidence: the next epoch begins, keys whose retention is over are destroyed with what else tied
 * people to their entries, and old checkpoints are thinned out. Idempotent; any number of processes may.
 */
export async function maintainEvidence(
  { epoch, retention }: EvidenceTerms,
  context: EvidenceContext,
): Promise<void> {
  const { keyring, telemetry, checkpoints, logs } = context;
  const now = context.log.clock();
  const log = await logs.find();
  if (log) await checkpoints.thin(log.id, new Date(now.getTime() - CHECKPOINT_DAYS * DAY_MS));
  const begun = await rotateWhenDue(epoch, context);
  if (begun) telemetry.emit("epoch.begun", { epoch: begun.number });
  for (const { number, state, until } of await keyring.states()) {
    const due = destroyableAt(until, retention);
    // A file that a kill left, or that this user couldn't remove, is told of until it is gone.
    if (state === "destroyed") await keyring.shred(number);
    else if (number > 0 && due && due <= now) await destroy(number, retention, context);
  }
}

async function destroy(epoch: number, retention: DurationText, context: EvidenceContext): Promise<void> {
  try {
    const { inSettings } = await destroyEpoch({ epoch, retention, early: false }, SERVICE, context);
    context.telemetry.emit("epoch.destroyed", { epoch, inSettings });
  } catch (error) {
    if (isFailure(error, "EVIDENCE_KEY_DESTROYED")) return;
    // Somebody of it is still being worked on, or waits for a person: it is looked at again.
    if (!isFailure(error, "EPOCH_FIRST", "EPOCH_NEWEST", "EPOCH_RETAINED", "EPOCH_IN_USE")) throw error;
    context.telemetry.emit("epoch.kept", { epoch, code: error.code });
  }
}
