import { canonical } from "../audit/leaf.js";
import type { AuditAction } from "../ledger/evidence/actions.js";
import { LOG_ISSUER } from "../model/actions.js";
import type { LogContext } from "./log-context.js";

/**
 * The record of who stands for the erasures. It is made anew in each log, and whenever the settings have changed.
 * @returns undefined where nobody was ever named.
 */
export async function issuerRecord(context: LogContext): Promise<AuditAction | undefined> {
  const { actions, appId, db, issuer } = context;
  const [last] = await actions.recent({ action: LOG_ISSUER, limit: 1 });
  const isNamed = Object.values(issuer).some((fact) => fact !== null);
  if (!last && !isNamed) return undefined;
  const isSame = last && canonical(last.detail).equals(canonical(issuer));
  if (isSame && !(await isInClosedLog(last, context))) return last;
  const [recorded] = await actions.recordAll(db, LOG_ISSUER, [{ target: appId, detail: { ...issuer } }]);
  return recorded;
}

async function isInClosedLog({ id }: AuditAction, { leaves, logs }: LogContext): Promise<boolean> {
  const place = (await leaves.of("action", [id])).get(id);
  return place !== undefined && place.logId !== (await logs.find())?.id;
}
