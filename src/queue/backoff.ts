/** Attempts of a job before it is given up. With the client's own retries this outlasts about half an hour. */
export const ATTEMPTS = 12;

const FIRST_MS = 1_000;
const LONGEST_MS = 5 * 60 * 1_000;

/**
 * The wait before attempt `made + 1`: exponential, capped, with full jitter so that jobs which failed together
 * don't come back together.
 * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export function backoffMs(made: number, random: () => number): number {
  return Math.round(random() * Math.min(FIRST_MS * 2 ** (made - 1), LONGEST_MS));
}
