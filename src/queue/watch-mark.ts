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
  const timer = setInterval(() => {
    if (busy) return;
    busy = true;
    running = check(queues, refill).finally(() => {
      busy = false;
    });
  }, CHECK_MS);
  return async () => {
    clearInterval(timer);
    await running;
  };
}

async function check(queues: Queues, refill: () => Promise<unknown>): Promise<void> {
  try {
    if (!(await queues.isFilled())) await refill();
  } catch {
    // Redis or the ledger is away; both have said so themselves, and the next check tries again.
  }
}
