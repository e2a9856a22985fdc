const SECOND = 1000; // ms
const HOUR = 3600 * SECOND;

/** A failure of the network or the server is over soon or not at all; half a minute is the longest worth waiting. */
const FIRST_BACKOFF = SECOND / 2;
const LONGEST_BACKOFF = 30 * SECOND;

/** A 429 without a time stops everyone, so it starts with about seven slots of the ordinary rate. */
const FIRST_PAUSE = SECOND;
const LONGEST_PAUSE = 60 * SECOND;

const SECONDS = /^\d+$/;
const HTTP_DATE = /^[A-Za-z]{3,9}, .+ GMT$/;

/**
 * What `Retry-After` asks for, in milliseconds from `now` (Unix milliseconds): seconds or an HTTP date, a date that
 * has passed is 0, and never more than an hour. Undefined where there is none or it says neither.
 * @see https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
 */
export function retryAfterMs(header: string | undefined, now: number): number | undefined {
  const value = header?.trim() ?? "";
  const wait = SECONDS.test(value)
    ? Number(value) * SECOND
    : HTTP_DATE.test(value)
      ? Date.parse(value) - now
      : Number.NaN;
  return Number.isNaN(wait) ? undefined : Math.min(Math.max(0, wait), HOUR);
}

/**
 * Milliseconds before the next attempt after `failures` (from 1) in a row: a random part, for `random` in [0, 1), of
 * a doubling limit. Full jitter keeps many workers from coming back at the same moment.
 * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export function backoffMs(failures: number, random: number): number {
  return Math.floor(random * doubling(failures, FIRST_BACKOFF, LONGEST_BACKOFF));
}

/** Milliseconds that all stop after the `limited`th 429 (from 1) of a call, where the API names no time. */
export function pauseMs(limited: number): number {
  return doubling(limited, FIRST_PAUSE, LONGEST_PAUSE);
}

function doubling(count: number, first: number, longest: number): number {
  return Math.min(first * 2 ** (count - 1), longest);
}
