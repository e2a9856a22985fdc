import type { ActionName } from "../model/actions.js";
import type { ActionDetail } from "../audit/leaf.js";
import { AuditActions } from "../ledger/evidence/actions.js";
import type { Executor } from "../ledger/database.js";
import type { KeyContext } from "./key-context.js";

/**
 * Records what happened to a key, in the transaction that does it, in the log of every app of the ledger: whoever has
 * entries or certificates of any of them must find it there.
 */
export async function recordInAllLogs(
  tx: Executor,
  { db, appId, authenticator, signingKeys }: KeyContext["log"],
  action: ActionName,
  target: string | number,
  detail: ActionDetail,
): Promise<void> {
  const open = await signingKeys.openLogs(tx);
  for (const app of new Set([appId, ...open.map((log) => log.appId)]))
    await new AuditActions(db, app, authenticator).record(tx, action, target, detail);
}
