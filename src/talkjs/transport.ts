import { EnvHttpProxyAgent, Pool, type Dispatcher } from "undici";
import { failure, isFailure } from "../base/errors.js";
import { readAll } from "../base/read-all.js";
import { API_VERSION, VERSION_HEADER } from "./api-version.js";
import type { Answer } from "./answer.js";
import { networkCodeOf } from "./network-code.js";
import type { ApiRequest } from "./request.js";

const MEBIBYTE = 1024 * 1024;
/** A page of 100 users with long custom fields stays far below. What is larger doesn't fit into memory for sure. */
const LARGEST_BODY = 32 * MEBIBYTE;
/** No answer needs longer as a whole, however steadily it trickles. */
const DEADLINE_PER_TIMEOUT = 2;

/** A body that stopped in its middle because of time, and not because somebody cut it. */
const SLOW_CODES = new Set(["DEADLINE", "UND_ERR_BODY_TIMEOUT"]);

/** The way out of a network: the API's own address stays the address. */
export interface ProxySettings {
  /** For https addresses; undefined: none. */
  https: string | undefined;
  /** Hosts that are reached without it, separated by commas. */
  none: string | undefined;
}

/** One attempt at one request: no retry, no quota. */
export class Transport {
  readonly #dispatcher: Dispatcher;
  readonly #origin: string;
  readonly #base: string;
  readonly #deadlineMs: number;
  #closing: Promise<void> | undefined;

  /** @param timeoutMs for the headers, and between two parts of a body. */
  constructor(apiUrl: string, appId: string, timeoutMs: number, proxy: ProxySettings) {
    const { origin, basePath } = splitUrl(apiUrl);
    this.#origin = origin;
    this.#base = `${basePath}/v1/${encodeURIComponent(appId)}`;
    this.#deadlineMs = timeoutMs * DEADLINE_PER_TIMEOUT;
    const options = { pipelining: 1, headersTimeout: timeoutMs, bodyTimeout: timeoutMs };
    const connect = { timeout: timeoutMs };
    this.#dispatcher =
      proxy.https !== undefined && origin.startsWith("https:")
        ? new EnvHttpProxyAgent({
            ...{ ...options, httpsProxy: proxy.https, noProxy: proxy.none ?? "" },
            ...{ requestTls: connect, proxyTls: connect },
          })
        : new Pool(origin, { ...options, connect });
  }

  /** @throws API_UNAVAILABLE, API_INVALID_ANSWER, API_TOO_LARGE, or the reason of `signal`. */
  async send(request: ApiRequest<unknown>, token: string, signal?: AbortSignal): Promise<Answer> {
    const { route } = request;
    const abort = new AbortController();
    const pass = () => abort.abort();
    signal?.addEventListener("abort", pass);
    const deadline = setTimeout(pass, this.#deadlineMs);
    let begun = false;
    try {
      const response = await this.#dispatcher.request({
        origin: this.#origin,
        method: request.method,
        path: this.#base + request.path,
        headers: {
          authorization: `Bearer ${token}`,
          accept: "application/json",
          [VERSION_HEADER]: request.version ?? API_VERSION,
          // TalkJS refuses whatever isn't a GET without it, even where there is no body.
          ...(request.method !== "GET" && { "content-type": request.contentType ?? "application/json" }),
        },
        body: request.body ?? null,
        signal: abort.signal,
      });
      const { statusCode: status, headers } = response;
      begun = status === 200;
      // Other than a success, a failure is one by its status alone.
      const bytes = await readAll(response.body, LARGEST_BODY).catch((error: unknown) => {
        if (begun || abort.signal.aborted) throw error;
        return undefined;
      });
      if (begun && !bytes) throw failure("API_TOO_LARGE", { route });
      return { status, retryAfter: first(headers["retry-after"]), body: bytes && decode(bytes) };
    } catch (error) {
      signal?.throwIfAborted();
      if (isFailure(error, "API_TOO_LARGE")) throw error;
      const networkCode = abort.signal.aborted ? "DEADLINE" : networkCodeOf(error);
      if (begun && !SLOW_CODES.has(networkCode))
        throw failure("API_INVALID_ANSWER", { route, problem: "cut short" });
      // undici's error is left behind: it can name the host and the path.
      throw failure("API_UNAVAILABLE", { route, reason: networkCode });
    } finally {
      clearTimeout(deadline);
      signal?.removeEventListener("abort", pass);
    }
  }

  /** Lets what is in flight end. Closing twice does nothing. */
  async close(): Promise<void> {
    await (this.#closing ??= this.#dispatcher.close());
  }
}

function splitUrl(apiUrl: string): { origin: string; basePath: string } {
  const url = URL.canParse(apiUrl) ? new URL(apiUrl) : undefined;
  if (url?.protocol !== "https:" && url?.protocol !== "http:") {
    throw failure("API_SETTINGS", { setting: "apiUrl", expected: "an http or https URL" });
  }
  return { origin: url.origin, basePath: url.pathname.replace(/\/+$/, "").replace(/\/v1$/, "") };
}

/** Strict: a replacement character in an ID would make it another user's. */
function decode(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function first(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}
