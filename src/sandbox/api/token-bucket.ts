import type { MeterLimit } from "../options.js";

/**
 * A token bucket, full at the start: in any window of w seconds at most `rate * w + burst` requests pass.
 * With `queued`, requests over that wait their turn, as TalkJS does with batches, up to so many at a time.
 */
export class TokenBucket {
  #tokens: number;
  #filledAt: number;
  readonly #waiting = new Map<NodeJS.Timeout, () => void>();

  constructor(
    readonly limit: MeterLimit & { queued?: number },
    /** Milliseconds of a clock that never goes back. */
    readonly clock: () => number,
  ) {
    this.#tokens = limit.burst;
    this.#filledAt = clock();
  }

  /** True: go. False: over the limit. A promise: go when it resolves. */
  admit(): boolean | Promise<void> {
    const now = this.clock();
    const { rate, burst, queued = 0 } = this.limit;
    this.#tokens = Math.min(burst, this.#tokens + ((now - this.#filledAt) / 1_000) * rate);
    this.#filledAt = now;
    if (this.#tokens >= 1) {
      this.#tokens -= 1;
      return true;
    }
    if (this.#waiting.size >= queued) return false;
    // The token is taken on credit: whoever comes next waits for the one after it.
    this.#tokens -= 1;
    return this.#wait(Math.ceil((-this.#tokens / rate) * 1_000));
  }

  /** Lets everybody go who waits: for a reset and for the end. */
  release(): void {
    for (const [timer, go] of this.#waiting) {
      clearTimeout(timer);
      go();
    }
    this.#waiting.clear();
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(timer);
        resolve();
      }, ms);
      this.#waiting.set(timer, resolve);
    });
  }
}
