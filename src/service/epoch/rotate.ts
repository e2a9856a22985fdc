import { SERVICE, type Actor } from "../../ledger/evidence/actor.js";
import { after, type DurationText } from "../../model/time.js";
import type { Epoch } from "../../keys/epoch.js";
import { recordInAllLogs } from "../../keys/record.js";
import type { KeyContext } from "../../keys/key-context.js";

/**
 * Begins the next epoch: new runs are bound to it.
 * @throws {EVIDENCE_KEY_NEEDED} where the settings have no key for it.
 * @throws {EVIDENCE_KEY_MISMATCH | KEY_FILE}
 */
export async function rotateEpoch(actor: Pick<Actor, "name">, context: KeyContext): Promise<Epoch> {
  const newest = await context.keyring.newest();
  return begin((newest?.epoch ?? 0) + 1, actor, context);
}

/**
 * Begins the next epoch when the newest is as old as `age`; once, however many processes look. Only where keys are
 * files: into settings a person has to put them.
 * @returns undefined when nothing was to be done.
 */
export async function rotateWhenDue(age: DurationText, context: KeyContext): Promise<Epoch | undefined> {
  if (!context.keyring.keepsFiles) return undefined;
  const newest = await context.keyring.newest();
  if (!newest || after(newest.createdAt, age) > context.log.clock()) return undefined;
  return begin(newest.epoch + 1, SERVICE, context);
}

async function begin(number: number, actor: Pick<Actor, "name">, context: KeyContext): Promise<Epoch> {
  return context.keyring.begin(number, actor, (tx) =>
    recordInAllLogs(tx, context.log, "keys.rotated", number, { createdBy: actor.name }),
  );
}
