import { setTimeout as sleep } from "node:timers/promises";

export interface Patience {
  /** Milliseconds, default 5 min: long enough for any machine, so a failure means that it never happens. */
  within?: number;
  /** Most milliseconds between two looks, default 250; the first ones are closer. */
  every?: number;
}

/**
 * Looks until `condition` answers something truthy, and resolves with that. Rejects at the deadline, naming `what`;
 * an error that the condition throws is passed on at once.
 */
export async function until<T>(
  what: string,
  condition: () => T | Promise<T>,
  { within = 300_000, every = 250 }: Patience = {},
): Promise<Exclude<T, false | 0 | "" | null | undefined>> {
  const deadline = performance.now() + within;
  for (let pause = 5; ; pause = Math.min(pause * 1.5, every)) {
    const value = await condition();
    if (value) return value as Exclude<T, false | 0 | "" | null | undefined>;
    if (performance.now() > deadline) throw new Error(`not within ${within} ms: ${what}`);
    await sleep(pause);
  }
}
