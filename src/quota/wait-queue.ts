import { failure } from "../base/errors.js";
import type { Telemetry } from "../telemetry/telemetry.js";
import { within } from "../base/within.js";
import type { Lane } from "./rate-limiter.js";
import { WakeableTimer } from "./wakeable-timer.js";
import { type Outage, outageCode } from "./outage.js";
import { LONGEST_PAUSE, type SharedMeter } from "./shared-meter.js";

/** Between two tries while Redis is away: doubling from the first to the last, in milliseconds. */
const FIRST_RETRY = 100;
const LAST_RETRY = 1000;
/** A connection that is just being opened is not an outage: this many tries are free, about 300 ms. */
const FREE_TRIES = 2;
/** How long an answer of Redis may take before that is called an outage, and before `pause` goes on without it. */
const SLOW = 1000; // ms

interface Waiter {
  grant(): void;
  refuse(reason: unknown): void;
}

/**
 * Everyone in this process who waits for a slot of one meter. Only one of them asks Redis at a time, for the first
 * in line: urgent before bulk, then in order of arrival. A slot goes to whoever is first when it comes, so none is
 * lost when the one it was asked for has given up.
 */
export class WaitQueue {
  readonly #waiting: Record<Lane, Set<Waiter>> = { urgent: new Set(), bulk: new Set() };
  readonly #timer = new WakeableTimer();
  #askedFor: Lane | undefined;
  #failures = 0;
  /** When this process may send again (`performance.now()`), and the same while the others don't know it yet. */
  #pausedUntil = 0;
  #unsharedPause = 0;
  #closed = false;

  constructor(
    private readonly meter: SharedMeter,
    private readonly outage: Outage,
    private readonly telemetry: Telemetry,
  ) {}

  acquire(lane: Lane, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      if (this.#closed) throw failure("QUOTA_CLOSED");
      const since = performance.now();
      const leave = () => {
        this.#waiting[lane].delete(waiter);
        signal?.removeEventListener("abort", abort);
      };
      const waiter: Waiter = {
        grant: () => {
          leave();
          resolve();
          this.telemetry.emit("quota.granted", { lane, waitedMs: Math.round(performance.now() - since) });
        },
        refuse: (reason) => {
          leave();
          // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- a signal's reason is its own
          reject(reason);
        },
      };
      const abort = () => {
        waiter.refuse(signal?.reason);
        if (this.#first() === undefined) this.#timer.wake();
      };
      signal?.addEventListener("abort", abort, { once: true });
      this.#waiting[lane].add(waiter);
      if (this.#askedFor === undefined) void this.#serve();
      else if (lane === "urgent" && this.#askedFor === "bulk") this.#timer.wake();
    });
  }

  /** Stops this process at once and the others as soon as Redis can be told; never rejects. */
  async pause(ms: number): Promise<void> {
    const until = performance.now() + Math.min(ms, LONGEST_PAUSE);
    this.#pausedUntil = Math.max(this.#pausedUntil, until);
    this.#unsharedPause = Math.max(this.#unsharedPause, until);
    await within(SLOW, this.#sharePause(), () => undefined);
  }

  /** Redis is back: tell what it missed, and ask again without waiting for the timer. */
  resume(): void {
    void this.#sharePause();
    this.#timer.wake();
  }

  close(): void {
    this.#closed = true;
    for (const lane of Object.values(this.#waiting)) {
      for (const waiter of lane) waiter.refuse(failure("QUOTA_CLOSED"));
    }
    this.#timer.wake();
  }

  #first(): Lane | undefined {
    if (this.#waiting.urgent.size > 0) return "urgent";
    return this.#waiting.bulk.size > 0 ? "bulk" : undefined;
  }

  async #serve(): Promise<void> {
    for (let lane = this.#first(); lane !== undefined; lane = this.#first()) {
      this.#askedFor = lane;
      const waitMs = await this.#ask(lane);
      if (waitMs === 0) {
        const [next] = this.#waiting[this.#first() ?? lane];
        next?.grant();
      } else if (this.#first() === lane) {
        await this.#timer.sleep(waitMs);
      }
    }
    this.#askedFor = undefined;
  }

  /** Milliseconds to wait before asking again; 0 is a slot. */
  async #ask(lane: Lane): Promise<number> {
    const pausedMs = Math.ceil(this.#pausedUntil - performance.now());
    if (pausedMs > 0) {
      await this.#sharePause();
      return this.#unsharedPause > 0 ? Math.min(pausedMs, LAST_RETRY) : pausedMs;
    }
    if (!this.meter.reachable) {
      if (this.#failures >= FREE_TRIES) this.outage.began("NOT_CONNECTED");
      return this.#retryDelay();
    }
    const slow = setTimeout(() => this.outage.began("SLOW"), SLOW);
    try {
      const waitMs = await this.meter.acquire(lane);
      this.#failures = 0;
      this.outage.ended();
      return waitMs;
    } catch (error) {
      this.outage.began(outageCode(error));
      return this.#retryDelay();
    } finally {
      clearTimeout(slow);
    }
  }

  #retryDelay(): number {
    return Math.min(FIRST_RETRY * 2 ** this.#failures++, LAST_RETRY);
  }

  async #sharePause(): Promise<void> {
    const until = this.#unsharedPause;
    const ms = until - performance.now();
    if (ms > 0 && !this.meter.reachable) return;
    // A failure is kept for the next try: a pause that isn't shared yet still holds in this process.
    if (
      ms > 0 &&
      !(await this.meter.pause(ms).then(
        () => true,
        () => false,
      ))
    )
      return;
    if (this.#unsharedPause === until) this.#unsharedPause = 0;
  }
}
