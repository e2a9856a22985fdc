import { randomBytes } from "node:crypto";
import { failure } from "../../base/errors.js";
import { SigningKey } from "../../audit/signing-key.js";
import type { Actor } from "../../ledger/evidence/actor.js";
import { AuditActions } from "../../ledger/evidence/actions.js";
import type { Executor } from "../../ledger/database.js";
import type { OpenLog } from "../../ledger/evidence/signing-keys.js";
import type { KeyContext } from "../../keys/key-context.js";

const SEED_BYTES = 32;

/**
 * Makes another key the one that signs the logs of this ledger. Where this process has one that some log lacks (a
 * setting that was changed, or a rotation that was killed half-way) it is that one; else the folder gets a fresh one.
 * @throws {SIGNING_KEY_NEEDED} where the settings still have the key that signs.
 * @throws {SIGNING_KEY_RETIRED | SIGNING_KEY_MISSING | KEY_FILE}
 */
export async function rotateSigning(
  actor: Pick<Actor, "name">,
  { keyring, log: context }: KeyContext,
): Promise<void> {
  await keyring.reload();
  await context.db.transaction(async (tx) => {
    const logs = await context.signingKeys.openLogs(tx);
    const lacking: OpenLog[] = [];
    for (const log of logs) {
      const current = await context.signingKeys.current(log.logId, tx);
      if (current?.keyId !== keyring.signing(log.origin).keyId) lacking.push(log);
    }
    for (const log of lacking) await succeed(tx, log, keyring.signing(log.origin), actor, context);
    if (lacking.length > 0) return;
    const seed = randomBytes(SEED_BYTES);
    for (const log of logs) await succeed(tx, log, SigningKey.fromSeed(log.origin, seed), actor, context);
    // The last step: a kill right after it leaves a key that no log has, which the next rotation takes up.
    await keyring.replaceSigning(seed);
  });
}

async function succeed(
  tx: Executor,
  { logId, appId, origin }: OpenLog,
  { keyId, vkey }: SigningKey,
  actor: Pick<Actor, "name">,
  { db, authenticator, signingKeys, clock }: KeyContext["log"],
): Promise<void> {
  const known = await signingKeys.all(logId, tx);
  if (known.some((key) => key.keyId === keyId)) throw failure("SIGNING_KEY_RETIRED");
  const key = { logId, keyId, verifierKey: vkey, createdAt: clock(), createdBy: actor.name };
  await signingKeys.replace(tx, key);
  const detail = { createdBy: actor.name, origin, signing: keyId, verifierKey: vkey };
  await new AuditActions(db, appId, authenticator).record(tx, "keys.rotated", keyId, detail);
}
