import type { InProcess } from "../contracts/in-process.js";
import type { Actor } from "../ledger/evidence/actor.js";
import type { Call } from "./call.js";
import type { Transport } from "./client.js";
import { outgoing } from "./outgoing.js";

/** The API where it is called without HTTP. */
export interface Api {
  request(request: Request, init: undefined, env: InProcess): Response | Promise<Response>;
}

/** The same API without a service: it is called in this process, and fails with the failure itself. */
export class InProcessTransport implements Transport<Response> {
  readonly isRemote = false;

  constructor(
    private readonly api: Api,
    /** Who calls. */
    private readonly actor: Actor,
  ) {}

  async send(call: Call): Promise<Response> {
    const { url, init, sourceFailure } = outgoing(call, "http://in-process");
    // A route must not fail because whoever called it has gone.
    call.signal.throwIfAborted();
    let failure: Error | undefined;
    const env: InProcess = { actor: this.actor, onFailure: (error) => (failure = error as Error) };
    const response = await this.api.request(new Request(url, init), undefined, env);
    const failed = sourceFailure();
    if (failed !== undefined) throw failed;
    if (failure) throw failure;
    if (!response.ok) throw new Error(`an answer of ${response.status} without its failure`);
    return response;
  }
}
