import { UUID } from "../../model/ids.js";
import type { AuditActionView } from "../../contracts/audit.js";

const NUMBER = /^\d{1,9}$/;

/** The page of what an action was about, where there is one. */
export function pageOfTarget({
  action,
  target,
}: Pick<AuditActionView, "action" | "target">): string | undefined {
  if (target === null) return undefined;
  if (/^(?:runs?|certificates)\./.test(action) && NUMBER.test(target)) return `/runs/${target}`;
  // OpenDSR names a request by the controller's own ID.
  if (/^(?:requests?|certificates)\./.test(action) && UUID.test(target)) return `/requests/${target}`;
  return undefined;
}
