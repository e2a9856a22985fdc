import { Agent, type Dispatcher, EnvHttpProxyAgent } from "undici";
import { failure } from "../base/errors.js";
import { networkCodeOf } from "./network-code.js";
import type { ProxySettings } from "./transport.js";

/** For the headers; of a body nothing is waited for. */
const TIMEOUT_MS = 15_000;

/**
 * Looks whether files are still served, as anybody would who has their address: without a token. The address is
 * TalkJS's and may be on any host, so it takes nothing of the API's quota; no redirect is followed.
 */
export class FileLooks {
  readonly #dispatcher: Dispatcher;

  constructor(proxy: ProxySettings) {
    const options = { headersTimeout: TIMEOUT_MS, connect: { timeout: TIMEOUT_MS } };
    this.#dispatcher =
      proxy.https === undefined
        ? new Agent(options)
        : new EnvHttpProxyAgent({ ...options, httpsProxy: proxy.https, noProxy: proxy.none ?? "" });
  }

  /**
   * The status of the answer.
   * @throws API_INVALID_ANSWER where the address is none of the web, API_UNAVAILABLE without an answer.
   */
  async status(method: "GET" | "HEAD", address: string, signal: AbortSignal): Promise<number> {
    const route = `${method} file`;
    const url = URL.canParse(address) ? new URL(address) : undefined;
    if (url?.protocol !== "https:" && url?.protocol !== "http:")
      throw failure("API_INVALID_ANSWER", { route, problem: "a file's address isn't of the web" });
    try {
      const path = url.pathname + url.search;
      const answer = await this.#dispatcher.request({ origin: url.origin, path, method, signal });
      answer.body.on("error", () => undefined).destroy();
      return answer.statusCode;
    } catch (error) {
      signal.throwIfAborted();
      throw failure("API_UNAVAILABLE", { route, reason: networkCodeOf(error) });
    }
  }

  close(): Promise<void> {
    return this.#dispatcher.destroy();
  }
}
