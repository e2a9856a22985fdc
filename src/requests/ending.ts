import type { RequestTarget } from "../model/request-lifecycle.js";
import type { Outcome } from "../model/outcome.js";
import { isHoldReason } from "../model/law.js";

/** How it has ended for one person of a request. */
export interface SubjectEnding {
  outcome: Outcome;
  reason: string | null;
}

/** The last step of a request in this run, and why. */
export type RequestEnd = { code: string | null } & (
  | { step: "end"; to: Exclude<RequestTarget<"end">, "verified"> }
  | { step: "record"; to: RequestTarget<"record"> }
);

/**
 * What a request has come to when it has ended for everybody it is about. What needs a person comes first: a request
 * is never called completed while anything of anybody is not done.
 * @param endings nobody: the e-mail addresses of the request belong to no user.
 * @param keepsSome the policy keeps something of whoever is erased, for whatever reason.
 */
export function endOf(endings: SubjectEnding[], keepsSome: boolean): RequestEnd {
  const failed = endings.find(({ outcome }) => outcome === "failed");
  if (failed) return { step: "end", to: "failed", code: failed.reason ?? "UNKNOWN" };
  const held = endings.find(({ outcome, reason }) => outcome === "excluded" && isHoldReason(reason));
  if (held) return { step: "end", to: "held", code: held.reason };
  // Nobody has decided that anything is kept: a person must look.
  const unclear = endings.find(({ outcome, reason }) => outcome === "excluded" && reason === "unclear");
  if (unclear) return { step: "end", to: "failed", code: unclear.reason };
  const retained = endings.find(({ outcome }) => outcome === "excluded");
  if (retained) return { step: "end", to: "partly_retained", code: retained.reason };
  const isFound = endings.some(({ outcome }) => outcome !== "not_found");
  if (!isFound) return { step: "end", to: "not_found", code: null };
  // What the policy keeps is known beforehand; this isn't.
  if (endings.some(({ outcome }) => outcome === "scrubbed_in_part"))
    return { step: "end", to: "partly_retained", code: "UNKNOWN_FIELDS_STAY" };
  return keepsSome
    ? { step: "end", to: "partly_retained", code: "FIELDS_KEPT" }
    : { step: "record", to: "completed", code: null };
}
