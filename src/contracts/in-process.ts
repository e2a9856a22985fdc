import type { Actor } from "../ledger/evidence/actor.js";

/** What a caller in the same process hands over instead of a token; HTTP can't set it. */
export interface InProcess {
  actor?: Actor;
  /** Gets the failure itself, beside the answer that tells it. */
  onFailure?: (error: unknown) => void;
  /** Set by the HTTP server. */
  incoming?: { socket: { remoteAddress?: string | undefined } };
}
