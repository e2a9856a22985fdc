import { CronExpressionParser } from "cron-parser";
import { DAY_MS, MINUTE_MS } from "../model/time.js";

const SHORTEST_GAP_MS = 5 * MINUTE_MS;
/** A day of times five minutes apart, and a few of the next day. */
const TIMES_TRIED = 300;
/** The fields have nothing to do with a year; this one begins a stretch that holds a 29 February. */
const FROM = new Date("2027-12-31T23:59:59Z");
const STRETCH_MS = 366 * DAY_MS;

/** What is wrong with `cron` (five or six fields), or null. The time zone has no say in it. */
export function cronProblem(cron: string): "invalid" | "never" | "too often" | null {
  const fields = cron.trim().split(/\s+/);
  // `H` stands for a number at random, another one each time that the expression is read.
  if (fields.length < 5 || fields.length > 6 || fields.some((field) => /(^|,)H/.test(field)))
    return "invalid";
  let times;
  try {
    times = CronExpressionParser.parse(cron, { currentDate: FROM, tz: "UTC" });
  } catch (error) {
    return error instanceof Error && error.message.includes("day of month definition") ? "never" : "invalid";
  }
  try {
    let last = -Infinity;
    for (let tried = 0; tried < TIMES_TRIED; tried++) {
      const time = times.next().getTime();
      if (time - last < SHORTEST_GAP_MS) return "too often";
      if (time - FROM.getTime() > STRETCH_MS) return null;
      last = time;
    }
    return null;
  } catch {
    return "never";
  }
}

/** Whether this is a name of the IANA database, such as `Europe/Berlin`. Offsets (`+02:00`) follow no clock change. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z][\w+/-]*$/.test(name)) return false;
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
