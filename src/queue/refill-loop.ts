import type { Queues } from "./queues.js";

const CHECK_MS = 1_000;
/** A job can also be lost singly: given up while the ledger was away, or not added because its forerunner was ending. */
const REFILL_MS = 10_000;

/**
 * Keeps this ledger's work in Redis: fills the queues again when the mark is gone, because Redis was wiped, replaced or
 * restored from nothing, and now and then in any case. A timer, because a job that did this would be lost with the rest.
 * @param refill adds what is missing and leaves alone what is there.
 * @returns ends it, without waiting for a Redis that is away.
 */
export function startRefillLoop(queues: Queues, refill: () => Promise<unknown>): () => Promise<void> {
  let running: Promise<void> = Promise.resolve();
  let busy = false;
  let refilledAt = performance.now();
  let end = (): void => undefined;
  const ended = new Promise<true>((resolve) => {
    end = () => resolve(true);
  });

  const check = async (): Promise<void> => {
    try {
      // A Redis that is away answers when it is back, which may be never: ending doesn't wait for that.
      const isFilled = await Promise.race([queues.isFilled(), ended]);
      if (isFilled && performance.now() - refilledAt < REFILL_MS) return;
      await Promise.race([refill(), ended]);
      refilledAt = performance.now();
    } catch {
      // Redis or the ledger is away; both have said so themselves, and the next check tries again.
    }
  };

  const timer = setInterval(() => {
    if (busy) return;
    busy = true;
    running = check().finally(() => {
      busy = false;
    });
  }, CHECK_MS);
  return async () => {
    clearInterval(timer);
    end();
    await running;
  };
}
