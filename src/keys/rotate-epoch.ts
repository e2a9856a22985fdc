import { SERVICE, type Actor } from "../ledger/evidence/actor.js";
import { after, type DurationText } from "../model/time.js";
import type { Epoch } from "./epoch.js";
import { recordInAllLogs } from "./record.js";
import type { KeySite } from "./site.js";

/**
 * Begins the next epoch: new runs are bound to it.
 * @throws {EVIDENCE_KEY_NEEDED} where the settings have no key for it.
 * @throws {EVIDENCE_KEY_MISMATCH | KEY_FILE}
 */
export async function rotateEpoch(site: KeySite, actor: Pick<Actor, "name">): Promise<Epoch> {
  const newest = await site.keyring.newest();
  return begin((newest?.epoch ?? 0) + 1, actor, site);
}

/**
 * Begins the next epoch when the newest is as old as `age`; once, however many processes look. Only where keys are
 * files: into settings a person has to put them.
 * @returns undefined when nothing was to be done.
 */
export async function rotateWhenDue(site: KeySite, age: DurationText): Promise<Epoch | undefined> {
  if (!site.keyring.keepsFiles) return undefined;
  const newest = await site.keyring.newest();
  if (!newest || after(newest.createdAt, age) > site.log.clock()) return undefined;
  return begin(newest.epoch + 1, SERVICE, site);
}

async function begin(number: number, actor: Pick<Actor, "name">, site: KeySite): Promise<Epoch> {
  return site.keyring.begin(number, actor, (tx) =>
    recordInAllLogs(tx, site.log, "keys.rotated", number, { createdBy: actor.name }),
  );
}
