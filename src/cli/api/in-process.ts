import type { Actor } from "../../ledger/actor.js";
import { createApp } from "../../server/app.js";
import type { Desk, InProcess } from "../../server/desk.js";
import type { Answer } from "./answer.js";
import type { Call, Transport } from "./client.js";
import { outgoing } from "./request.js";

/** Whoever may open the ledger and its key may do everything. */
const CLI: Actor = { name: "cli", role: "owner" };

/** The same API without a service: it is called in this process, and fails with the failure itself. */
export class InProcessTransport implements Transport {
  readonly isRemote = false;
  readonly #api: ReturnType<typeof createApp>;

  constructor(desk: Desk) {
    this.#api = createApp(desk);
  }

  async send(call: Call): Promise<Answer> {
    const { url, init, sourceFailure } = outgoing(call, "http://in-process");
    // A route must not fail because whoever called it has gone.
    call.signal.throwIfAborted();
    let failure: Error | undefined;
    const env: InProcess = { actor: CLI, onFailure: (error) => (failure = error as Error) };
    const response = await this.#api.request(new Request(url, init), undefined, env);
    const failed = sourceFailure();
    if (failed !== undefined) throw failed;
    if (failure) throw failure;
    if (!response.ok) throw new Error(`an answer of ${response.status} without its failure`);
    return response;
  }
}
