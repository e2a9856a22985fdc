import { CronExpressionParser } from "cron-parser";
import { HOUR_MS } from "../model/time.js";

/** No zone turns its clocks by more than two hours. */
const BEFORE_MS = 3 * HOUR_MS;
const FIRST_LOOK_MS = 24 * HOUR_MS;
const WIDENING = 8;

/**
 * The latest scheduled time in (`after`, `now`], or null: times that were missed collapse to the last one.
 *
 * Where clocks are set forward, a time in the hour that is skipped comes one hour later (02:30 becomes 03:30); where
 * they are set back, a time in the hour that comes twice counts the first time only. So a daily schedule comes once on
 * every day. One that names no hour (`0 * * * *`) comes every hour that passes, 23 or 25 times on such a day. In the only
 * zone that turns its clocks by half an hour (Australia/Lord_Howe), what lies in the skipped half is left out that day.
 *
 * @param cron A valid expression that comes at most every five minutes.
 * @param timeZone An IANA name.
 */
export function dueSlot(cron: string, timeZone: string, after: Date, now: Date): Date | null {
  // A schedule of every five minutes that slept for a year isn't worth a hundred thousand steps.
  for (let look = FIRST_LOOK_MS; ; look *= WIDENING) {
    const from = Math.max(after.getTime(), now.getTime() - look);
    let latest: Date | null = null;
    for (const slot of slotsAfter(cron, timeZone, new Date(from))) {
      if (slot > now) break;
      latest = slot;
    }
    if (latest !== null || from <= after.getTime()) return latest;
  }
}

/** What was found last, by time zone and cron: to find a time takes about a millisecond, and it stays for hours. */
const found = new Map<string, { after: Date; slots: Date[] }>();
const MOST_FOUND = 1_000;

/** The first scheduled time after `after`. */
export function nextSlot(cron: string, timeZone: string, after: Date): Date {
  const [next] = nextSlots(cron, timeZone, after, 1);
  if (!next) throw new Error("a schedule without an end has ended");
  return next;
}

/** The first `count` scheduled times after `after`; cheap to ask for again and again. */
export function nextSlots(cron: string, timeZone: string, after: Date, count: number): Date[] {
  const key = `${timeZone} ${cron}`;
  const last = found.get(key);
  const [first] = last?.slots ?? [];
  if (last && first && last.slots.length >= count && last.after <= after && after < first)
    return last.slots.slice(0, count);
  const slots: Date[] = [];
  for (const slot of slotsAfter(cron, timeZone, after)) {
    slots.push(slot);
    if (slots.length === count) break;
  }
  if (found.size >= MOST_FOUND) found.clear();
  found.set(key, { after, slots });
  return [...slots];
}

/**
 * Only ever forwards, from well before `after`: going backwards, and beginning within the hour in which clocks are
 * turned, the parser passes over times that it gives otherwise, or gives times that it otherwise doesn't.
 */
function* slotsAfter(cron: string, timeZone: string, after: Date): Generator<Date> {
  const currentDate = new Date(after.getTime() - BEFORE_MS);
  const times = CronExpressionParser.parse(cron, { currentDate, tz: timeZone });
  for (;;) {
    const slot = times.next().toDate();
    if (slot > after) yield slot;
  }
}
