import type { Actor } from "../ledger/evidence/actor.js";
import type { OpendsrSigner } from "../opendsr/signer.js";
import type { NamedPolicies } from "../policy/named-policies.js";
import type { JobContext } from "../service/context.js";
import type { OpenedApp } from "../service/opened-app.js";
import type { InProcess } from "../contracts/in-process.js";

/** What the API works with: a ledger, and where it may also act, what background work needs. */
export interface Backend {
  app: OpenedApp;
  /** Undefined where a command only reads. */
  context: JobContext | undefined;
  policies: NamedPolicies;
  /** Undefined where OpenDSR isn't set up. */
  opendsr?: OpendsrSigner | undefined;
}

export interface ApiEnv {
  Bindings: InProcess;
  Variables: {
    actor: Actor;
    /** The same for every repetition of a call with an Idempotency-Key. */
    callId?: string;
    backend: Backend;
    clock: () => Date;
  };
}
