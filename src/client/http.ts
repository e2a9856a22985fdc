import { Agent, fetch, type Response } from "undici";
import { z } from "zod";
import { failure } from "../base/errors.js";
import { errorCode } from "../telemetry/error-code.js";
import type { Answer } from "./answer.js";
import type { Call } from "./call.js";
import type { Transport } from "./client.js";
import { ServiceError } from "./service-error.js";
import { outgoing } from "./outgoing.js";

/** Where a service is, and what lets us in. */
export interface ServiceAddress {
  url: string;
  token: string;
}

const CONNECT_MS = 5_000;
/** A million user IDs are on their way for minutes before the first byte of an answer. */
const ANSWER_MS = 15 * 60_000;

const ProblemSchema = z.object({ code: z.string(), detail: z.string(), remedy: z.string().optional() });

/**
 * The API of a running service.
 * @param locate looked up again after a failure: a service that was started anew may have another port and token.
 */
export class HttpTransport implements Transport {
  readonly isRemote = true;
  readonly #agent = new Agent({ connect: { timeout: CONNECT_MS }, headersTimeout: ANSWER_MS });
  #address: ServiceAddress | undefined;

  constructor(private readonly locate: () => Promise<ServiceAddress>) {}

  async send(call: Call): Promise<Answer> {
    const address = (this.#address ??= await this.locate());
    const response = await this.fetch(call, address);
    if (response.ok) return response;
    const problem = await problemOf(response);
    if (response.status !== 401) throw problem;
    // A service that was started anew has another token. What was streamed can't be sent twice.
    this.#address = await this.locate();
    if (call.lines || this.#address.token === address.token) throw problem;
    return this.send(call);
  }

  async close(): Promise<void> {
    await this.#agent.destroy();
  }

  private async fetch(call: Call, { url, token }: ServiceAddress): Promise<Response> {
    const headers = { authorization: `Bearer ${token}` };
    const { url: to, init, sourceFailure } = outgoing(call, url, headers);
    try {
      // Not redirected: the token goes where the settings say and nowhere else.
      return await fetch(to, { ...init, redirect: "error", dispatcher: this.#agent });
    } catch (error) {
      const failed = sourceFailure();
      if (failed !== undefined) throw failed;
      if (call.signal.aborted) throw error;
      this.#address = undefined;
      throw failure("SERVICE_AWAY", { reason: errorCode(error) });
    }
  }
}

/** The problem document of a refusal; without one it wasn't ours that answered. */
async function problemOf(response: Response): Promise<Error> {
  const found = ProblemSchema.safeParse(await response.json().catch(() => undefined));
  if (!found.success) return failure("SERVICE_AWAY", { reason: `status ${response.status}` });
  const { code, detail, remedy } = found.data;
  return new ServiceError(response.status, code, detail, remedy);
}
