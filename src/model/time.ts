import { DateTime, Duration } from "luxon";
import { agree } from "./words.js";

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
/** Of 24 hours. */
export const DAY_MS = 24 * HOUR_MS;

/** `<n> minutes|hours|days|weeks|months|years`, normalised: one space, `1 month` but `2 months`. */
export type DurationText = string;

const PATTERN = /^(\d{1,6}) *(minute|hour|day|week|month|year)s?$/i;

/**
 * The normalised text, or null when `text` is not a whole, positive number of a known unit.
 * @param options.minutes they are a unit too; no policy and no term counts in them.
 */
export function normaliseDuration(text: string, { minutes = false } = {}): DurationText | null {
  const parts = read(text);
  if (parts === null || parts.count === 0 || (parts.unit === "minute" && !minutes)) return null;
  return `${parts.count} ${agree(parts.count, parts.unit, `${parts.unit}s`)}`;
}

/**
 * The moment `duration` before `now`, in UTC and in calendar months: one month before 31 March is the last
 * day of February, and twelve months before 29 February is 28 February.
 */
export function before(now: Date, duration: DurationText): Date {
  return DateTime.fromJSDate(now, { zone: "utc" }).minus(lengthOf(duration)).toJSDate();
}

/** The moment `duration` after `now`, in calendar months of a time zone: one month after 31 January is the last of February. */
export function after(now: Date, duration: DurationText, zone = "utc"): Date {
  return DateTime.fromJSDate(now, { zone }).plus(lengthOf(duration)).toJSDate();
}

/** About how many hours: months count as 30 days, years as 365. For telling the plausible from the absurd. */
export function roughHours(duration: DurationText): number {
  return lengthOf(duration).as("hours");
}

/** In milliseconds; months count as 30 days, years as 365. */
export function lengthInMs(duration: DurationText): number {
  return lengthOf(duration).toMillis();
}

function lengthOf(duration: DurationText): Duration {
  const parts = read(duration);
  if (parts === null) throw new RangeError("a text that isn't a length of time");
  return Duration.fromObject({ [parts.unit]: parts.count });
}

function read(text: string): { count: number; unit: string } | null {
  const match = PATTERN.exec(text.trim());
  const [, count, unit] = match ?? [];
  return count === undefined || unit === undefined
    ? null
    : { count: Number(count), unit: unit.toLowerCase() };
}

/**
 * A date of the calendar, or a time with its date (ISO 8601); undefined for anything else. luxon also reads `2024`, week
 * dates, dates without hyphens and bare times, which are rather mistakes.
 * @param zone of what names none.
 */
export function readMoment(text: string, zone: string): DateTime | undefined {
  const moment = DateTime.fromISO(text, { zone });
  return /^\d{4}-\d{2}-\d{2}(T|$)/.test(text) && moment.isValid ? moment : undefined;
}
