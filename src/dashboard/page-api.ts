import type { Call } from "../client/call.js";
import { Client, type Transport } from "../client/client.js";
import { type Api, InProcessTransport } from "../client/in-process.js";
import type { Problem } from "../contracts/problem.js";
import type { Actor } from "../ledger/evidence/actor.js";
import { problemOf } from "../server/http/problem.js";

/** The API refused: what it said, for the page to show. */
export class Refusal extends Error {
  constructor(readonly problem: Problem) {
    super(problem.code);
  }
}

/**
 * The HTTP API as the pages use it: called in this process as the visitor, so that a page can do what its visitor's role may
 * do, and everything is checked and recorded in the one place where it is for every caller. Its calls throw a `Refusal`.
 */
export type PageApi = Client<Response>;

/** @param signal of the visitor's own call. */
export const pageApi = (api: Api, visitor: Actor, signal: AbortSignal): PageApi =>
  new Client(new Refusing(new InProcessTransport(api, visitor)), signal);

class Refusing implements Transport<Response> {
  readonly isRemote = false;

  constructor(private readonly transport: Transport<Response>) {}

  async send(call: Call): Promise<Response> {
    try {
      return await this.transport.send(call);
    } catch (error) {
      throw new Refusal(problemOf(error));
    }
  }
}
