import type { RateLimiterAbstract } from "rate-limiter-flexible";
import { consume, openCounter, type CounterStore } from "../base/shared-counter.js";

const FAILURES = 5;
const WINDOW_S = 15 * 60;
const LOCKED_S = 15 * 60;

/**
 * Locks a name after five wrong passwords within 15 minutes, for 15 minutes (NIST SP 800-63B-4, section 3.2.2). Names
 * that nobody has are locked just the same, so nobody learns which there are. A lock shuts out passwords only: a link
 * signs its account in all the same, whoever holds the name locked.
 *
 * Keys are keyed digests of names: people type their e-mail address where a name is asked for.
 */
export class LockOut {
  readonly #counter: RateLimiterAbstract;

  /** @param options.shared by all processes of the service. */
  constructor({ shared }: { shared?: CounterStore | undefined } = {}) {
    this.#counter = openCounter({
      name: "sign-in",
      points: FAILURES,
      duration: WINDOW_S,
      blockDuration: LOCKED_S,
      shared,
    });
  }

  /**
   * To be called before a password is looked at: it counts as wrong until `forget` is called. Counted afterwards, any
   * number of them could be tried at the same time.
   *
   * @returns seconds to wait, when the name is locked.
   */
  attempt(key: string): Promise<number | undefined> {
    return consume(this.#counter, key);
  }

  /** The password was wrong. @returns for how many seconds the name is locked, when that was the last attempt. */
  async failed(key: string): Promise<number | undefined> {
    const tried = (await this.#counter.get(key))?.consumedPoints ?? 0;
    if (tried < FAILURES) return undefined;
    await this.#counter.block(key, LOCKED_S);
    return LOCKED_S;
  }

  /** The password was right. */
  async forget(key: string): Promise<void> {
    await this.#counter.delete(key);
  }
}
