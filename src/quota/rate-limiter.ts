/** `urgent` is on-demand erasure, `bulk` a sweep. Both share one quota; urgent goes first. */
export type Lane = "urgent" | "bulk";

/** `rest`: every ordinary request. `batch`: `POST /batch`, which TalkJS counts apart. */
export type Meter = "rest" | "batch";

/** What the API client asks before every request. */
export interface RateLimiter {
  /**
   * Resolves when one request may be sent now. Rejects only when `signal` aborts; it never lets a request
   * through because the quota could not be asked.
   */
  acquire(meter: Meter, lane: Lane, signal?: AbortSignal): Promise<void>;
  /** The API said 429: nobody sends on this meter for `ms` milliseconds. A shorter pause never ends a longer one. */
  pause(meter: Meter, ms: number): Promise<void>;
}
