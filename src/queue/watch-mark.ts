import type { Queues } from "./queues.js";

const CHECK_MS = 1_000;

/**
 * Watches whether Redis still holds this ledger's work, and has it filled again when it was wiped, replaced or
 * restored from nothing. A timer, because a job that did this would be lost with the rest.
 * @returns ends the watch; resolves when nothing of it runs any more.
 */
export function watchMark(queues: Queues, refill: () => Promise<unknown>): () => Promise<void> {
  let running: Promise<void> = Promise.resolve();
  let busy = false;
  let end = (): void => undefined;
  const ended = new Promise<true>((resolve) => {
    end = () => resolve(true);
  });
  // A Redis that is away answers when it is back, which may be never: ending doesn't wait for that.
  const isFilled = () => Promise.race([queues.isFilled(), ended]);
  const timer = setInterval(() => {
    if (busy) return;
    busy = true;
    running = check(isFilled, refill).finally(() => {
      busy = false;
    });
  }, CHECK_MS);
  return async () => {
    clearInterval(timer);
    end();
    await running;
  };
}

async function check(isFilled: () => Promise<boolean>, refill: () => Promise<unknown>): Promise<void> {
  try {
    if (!(await isFilled())) await refill();
  } catch {
    // Redis or the ledger is away; both have said so themselves, and the next check tries again.
  }
}
