const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const DAY = 24 * HOUR;

/** A receiver that restarts is back within seconds. */
const FIRST_BACKOFF = 2 * SECOND;
/** Of a receiver that is down for days, at worst a quarter of a day passes until it hears of it again. */
const LONGEST_BACKOFF = 6 * HOUR;
/** Longer than a weekend with a holiday: whoever must mend a receiver has been at work in between. */
const PATIENCE = 5 * DAY;

/** Until when a message that is due at `from` is tried. */
export const triesUntil = (from: Date): Date => new Date(from.getTime() + PATIENCE);

interface Attempt {
  attempts: number;
  triesUntil: Date;
  retryAfterMs?: number | undefined;
}

/**
 * When to try again after `attempts` failures (from 1): a random part, for `random` in [0, 1), of a doubling limit, so
 * that messages which failed together don't come back together; the receiver's own word (`retryAfterMs`) if that is
 * later. Null: it is given up, because that would be after `triesUntil`.
 * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export function nextTry(
  { attempts, triesUntil, retryAfterMs = 0 }: Attempt,
  now: Date,
  random: number,
): Date | null {
  const backoff = random * Math.min(FIRST_BACKOFF * 2 ** (attempts - 1), LONGEST_BACKOFF);
  const next = new Date(now.getTime() + Math.max(Math.round(backoff), retryAfterMs));
  return next > triesUntil ? null : next;
}
