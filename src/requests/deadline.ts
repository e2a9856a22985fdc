import { termOf, type Regulation } from "../model/law.js";
import { after, DAY_MS } from "../model/time.js";

/** Every date that it is somewhere on Earth: the westernmost zone, Greenwich, the easternmost. */
const ZONES = ["UTC-12", "UTC", "UTC+14"];

/**
 * Until when a request must be answered. Months are calendar months (31 January → 28 or 29 February; Regulation
 * 1182/71 Art. 3), to the instant, and counted in whatever time zone gives the earliest end: near a month's end the date of
 * receipt depends on where it was received, and the law gives until the end of the day, so this is never too late.
 */
export function deadlineOf(regulation: Regulation, receivedAt: Date, extended = false): Date {
  const term = termOf(regulation, extended);
  const ends = ZONES.map((zone) => after(receivedAt, term, zone).getTime());
  return new Date(Math.min(...ends));
}

/** Days of 24 hours to a deadline; negative once it has passed. */
export function daysLeft(deadline: Date, now: Date): number {
  return (deadline.getTime() - now.getTime()) / DAY_MS;
}

/** Warnings are given this many days before a deadline, and when it has come. */
const WARN_AT_DAYS = [10, 3, 0];

/** So many days before its deadline a person looks at a request, whatever it waits for. */
export const SOON_DAYS = 3;

/** How many warnings are due by now. */
export function warningsDue(deadline: Date, now: Date): number {
  const left = daysLeft(deadline, now);
  return WARN_AT_DAYS.filter((days) => left <= days).length;
}

/** For the first warning, the second and so on: the last deadline for which it is due by now. */
export function warningHorizons(now: Date): Date[] {
  return WARN_AT_DAYS.map((days) => new Date(now.getTime() + days * DAY_MS));
}
