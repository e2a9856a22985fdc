import type { MeterLimit } from "../options.js";

const MAX_WINDOW_MS = 10_000;

/** How hard a meter was used. Refused requests count: what is measured is what clients sent. */
export interface MeterUse {
  requests: number;
  /** Most requests in any window of one second, and of ten. */
  maxPerSecond: number;
  maxPer10Seconds: number;
  /** The largest `count - rate * w` over all windows of w seconds. Not above `burst` means that the limit was never exceeded. */
  burstUsed: number;
  rate: number;
  burst: number;
}

/** Measures arrivals exactly, keeping only the last ten seconds of them. */
export class RateMeter {
  #requests = 0;
  /** Arrivals, oldest at `#tail10`; what is before it is cut off now and then. */
  #arrivals: number[] = [];
  #tail1 = 0;
  #tail10 = 0;
  #max1 = 0;
  #max10 = 0;
  #level = 0;
  #maxLevel = 0;
  #last = 0;

  constructor(
    readonly limit: MeterLimit,
    /** Milliseconds of a clock that never goes back. */
    readonly clock: () => number,
  ) {}

  arrive(): void {
    const now = this.clock();
    this.#requests++;
    // A leaky bucket's level is the largest excess over all the windows that end now.
    this.#level = Math.max(0, this.#level - ((now - this.#last) / 1_000) * this.limit.rate) + 1;
    this.#maxLevel = Math.max(this.#maxLevel, this.#level);
    this.#last = now;
    this.#arrivals.push(now);
    while ((this.#arrivals[this.#tail1] ?? now) <= now - 1_000) this.#tail1++;
    while ((this.#arrivals[this.#tail10] ?? now) <= now - MAX_WINDOW_MS) this.#tail10++;
    this.#max1 = Math.max(this.#max1, this.#arrivals.length - this.#tail1);
    this.#max10 = Math.max(this.#max10, this.#arrivals.length - this.#tail10);
    if (this.#tail10 > 4_096 && this.#tail10 > this.#arrivals.length / 2) this.#cut();
  }

  use(): MeterUse {
    return {
      requests: this.#requests,
      maxPerSecond: this.#max1,
      maxPer10Seconds: this.#max10,
      burstUsed: Math.round(this.#maxLevel * 1_000) / 1_000,
      rate: this.limit.rate,
      burst: this.limit.burst,
    };
  }

  #cut(): void {
    this.#arrivals = this.#arrivals.slice(this.#tail10);
    this.#tail1 -= this.#tail10;
    this.#tail10 = 0;
  }
}
