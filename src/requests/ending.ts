import type { RequestState } from "../ledger/request-states.js";
import type { Outcome } from "../ledger/states.js";
import { isHoldReason } from "../model/law.js";

/** How it has ended for one person of a request. */
export interface SubjectEnding {
  outcome: Outcome;
  reason: string | null;
}

/**
 * What a request has come to when it has ended for everybody it is about. What needs a person comes first: a request
 * is never called completed while anything of anybody is not done.
 * @param endings nobody: the e-mail addresses of the request belong to no user.
 */
export function endOf(endings: SubjectEnding[]): { state: RequestState; code: string | null } {
  const failed = endings.find(({ outcome }) => outcome === "failed");
  if (failed) return { state: "failed", code: failed.reason ?? "UNKNOWN" };
  const held = endings.find(({ outcome, reason }) => outcome === "excluded" && isHoldReason(reason));
  if (held) return { state: "held", code: held.reason };
  const retained = endings.find(({ outcome }) => outcome === "excluded");
  if (retained) return { state: "partly_retained", code: retained.reason };
  const isFound = endings.some(({ outcome }) => outcome !== "not_found");
  return { state: isFound ? "completed" : "not_found", code: null };
}
