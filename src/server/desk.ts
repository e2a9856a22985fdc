import type { Actor } from "../ledger/actor.js";
import type { PolicyShelf } from "../policy/shelf.js";
import type { JobContext } from "../../jobs/context.js";
import type { Session } from "../wiring/session.js";

/** What the API works with: a ledger, and where it may also act, what background work needs. */
export interface Desk {
  session: Session;
  /** Undefined where a command only reads. */
  context: JobContext | undefined;
  policies: PolicyShelf;
}

/** What a caller in the same process hands over instead of a token; HTTP can't set it. */
export interface InProcess {
  actor?: Actor;
  /** Gets the failure itself, beside the answer that tells it. */
  onFailure?: (error: unknown) => void;
}

export interface ApiEnv {
  Bindings: InProcess;
  Variables: { actor: Actor; desk: Desk };
}
