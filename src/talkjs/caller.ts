import { setMaxListeners } from "node:events";
import pLimit, { type LimitFunction } from "p-limit";
import { type ScrubjayError, isFailure } from "../base/errors.js";
import type { RateLimiter, Lane, Meter } from "../quota/rate-limiter.js";
import type { Telemetry } from "../telemetry/telemetry.js";
import { abortable, sleep } from "./abort.js";
import { type Answer, readAnswer } from "./answer.js";
import type { ApiRequest, CallOptions } from "./request.js";
import { backoffMs, pauseMs } from "./retry-timing.js";
import type { Tokens } from "./tokens.js";
import type { Transport } from "./transport.js";

/** 429s of one call before it gives up. Each of them paused everyone, so this is hours, not seconds. */
const MOST_RATE_LIMITED = 50;

/** undici's codes for a client that was closed and for a request that can't be sent as it is. */
const FINAL_CODES = new Set(["UND_ERR_CLOSED", "UND_ERR_DESTROYED", "UND_ERR_INVALID_ARG"]);

export interface CallerOptions {
  transport: Transport;
  tokens: Tokens;
  limiter: RateLimiter;
  telemetry: Telemetry;
  clock: () => number;
  random: () => number;
  maxAttempts: number;
  concurrency: number;
  confirmAfterMs: number;
}

/** The retry loop, the only one there is between a call and the network. */
export class Caller {
  readonly #limits = new Map<string, LimitFunction>();

  constructor(private readonly options: CallerOptions) {}

  /** @throws {API_…}, the signal's reason, or what `beforeSend` throws. */
  async call<T>(request: ApiRequest<T>, lane: Lane, options: CallOptions = {}): Promise<T> {
    const { signal } = options;
    const { clock, limiter, random, maxAttempts, confirmAfterMs } = this.options;
    // A job shares one signal among all its calls; each of them takes its listeners off again.
    if (signal) setMaxListeners(0, signal);
    for (let failures = 0, limited = 0, isSecond = false; ;) {
      try {
        const attempt = this.#limit(request.meter, lane)(() => this.#attempt(request, lane, options));
        const answer = readAnswer(request, await abortable(attempt, signal), clock());
        if (isSecond || !request.isDoubtful?.(answer)) return answer;
        isSecond = true;
        await sleep(confirmAfterMs, signal);
      } catch (error) {
        signal?.throwIfAborted();
        if (isFailure(error, "API_RATE_LIMITED")) {
          const { retryAfterMs } = error.facts;
          const pause = retryAfterMs ?? pauseMs(++limited);
          if (retryAfterMs !== undefined) limited++;
          await limiter.pause(request.meter, pause);
          if (limited >= MOST_RATE_LIMITED) throw error;
          this.#retrying(request, error, failures + limited, pause);
        } else if (isPassing(error)) {
          if (++failures >= maxAttempts) throw error;
          const told = isFailure(error, "API_UNAVAILABLE") ? error.facts.retryAfterMs : undefined;
          const delay = told ?? backoffMs(failures, random());
          this.#retrying(request, error, failures + limited, delay);
          await sleep(delay, signal);
        } else throw error;
      }
    }
  }

  async #attempt(
    request: ApiRequest<unknown>,
    lane: Lane,
    { signal, beforeSend }: CallOptions,
  ): Promise<Answer> {
    const { limiter, telemetry, tokens, transport } = this.options;
    signal?.throwIfAborted();
    await limiter.acquire(request.meter, lane, signal);
    const token = await tokens();
    await beforeSend?.();
    const sent = performance.now();
    let status = 0;
    try {
      const answer = await transport.send(request, token, signal);
      status = answer.status;
      return answer;
    } finally {
      const ms = Math.round(performance.now() - sent);
      telemetry.emit("talkjs.answered", { route: request.route, lane, status, ms });
    }
  }

  /** A lane that waits must not fill the places of the other, nor a paused meter those of the other. */
  #limit(meter: Meter, lane: Lane): LimitFunction {
    const name = `${meter} ${lane}`;
    const limit = this.#limits.get(name) ?? pLimit(this.options.concurrency);
    this.#limits.set(name, limit);
    return limit;
  }

  #retrying(
    { route }: ApiRequest<unknown>,
    { code }: { code: string },
    attempt: number,
    delayMs: number,
  ): void {
    this.options.telemetry.emit("talkjs.retrying", { route, code, attempt, delayMs });
  }
}

/** Whether a failure may pass by itself. */
function isPassing(error: unknown): error is ScrubjayError {
  if (isFailure(error, "API_UNAVAILABLE")) return !FINAL_CODES.has(error.facts.reason);
  return isFailure(error, "API_INVALID_ANSWER") && error.facts.status !== 404;
}
