import { CronExpressionParser } from "cron-parser";
import { agree, spelled } from "../model/words.js";
import { DAY_MS, MINUTE_MS } from "../model/time.js";
import { fieldFault } from "./cron-faults.js";
import { fieldsOf, FIVE_FIELDS } from "./cron-fields.js";
import { fault } from "./fault.js";

const SHORTEST_GAP_MS = 5 * MINUTE_MS;
/** A day of times five minutes apart, and a few of the next day. */
const TIMES_TRIED = 300;
/** The fields have nothing to do with a year; this one begins a stretch that holds a 29 February. */
const FROM = new Date("2027-12-31T23:59:59Z");
const STRETCH_MS = 366 * DAY_MS;

export const CRON_REMEDY = `Write five fields in quotes, such as \`"30 2 * * *"\`: ${FIVE_FIELDS.map(({ name }) => name).join(", ")}.`;

/** Names of times, as some programs have them, by what they are in fields. */
const NAMED: Record<string, string> = {
  "@hourly": "0 * * * *",
  "@daily": "0 0 * * *",
  "@midnight": "0 0 * * *",
  "@weekly": "0 0 * * 0",
  "@weekdays": "0 0 * * 1-5",
  "@weekends": "0 0 * * 0,6",
  "@monthly": "0 0 1 * *",
  "@yearly": "0 0 1 1 *",
  "@annually": "0 0 1 1 *",
};

/**
 * What is wrong with `cron` (five or six fields), as faults for a policy: of each field that is wrong, or of the whole;
 * empty if nothing is. The time zone has no say in it.
 */
export function cronFaults(cron: string): string[] {
  const text = cron.trim().replace(/\s+/g, " ");
  const fields = fieldsOf(text);
  if (fields === null) return [wrongForm(text)];
  const faults = fields.flatMap(({ field, says }) => fieldFault(says, field) ?? []);
  if (faults.length > 0) return faults.map((found) => found + (fields.length === 6 ? SECOND_FIRST : ""));
  return [wrongTimes(text)].filter((found) => found !== null);
}

const SECOND_FIRST = " With six fields the first is the second.";

function wrongForm(text: string): string {
  if (text === "") return fault("is empty", CRON_REMEDY);
  const named = NAMED[text.toLowerCase()];
  if (named !== undefined)
    return fault("is the name of a time, where fields are wanted", `Write \`"${named}"\`.`);
  if (text.startsWith("@")) return fault("is a name, where fields are wanted", CRON_REMEDY);
  const { length } = text.split(" ");
  const has = `has ${spelled(length)} ${agree(length, "field", "fields")} instead of five`;
  return length < FIVE_FIELDS.length
    ? fault(has, CRON_REMEDY)
    : fault(has, `${CRON_REMEDY} A sixth in front of them is the second; there is none for the year.`);
}

/** What is wrong with the times of an expression whose fields are right, each by itself. */
function wrongTimes(text: string): string | null {
  try {
    const times = CronExpressionParser.parse(text, { currentDate: FROM, tz: "UTC" });
    let last = -Infinity;
    for (let tried = 0; tried < TIMES_TRIED; tried++) {
      const time = times.next().getTime();
      if (time - last < SHORTEST_GAP_MS) return tooOften(text, last, time);
      if (time - FROM.getTime() > STRETCH_MS) return null;
      last = time;
    }
    return null;
  } catch (error) {
    if (!isNever(error)) return fault("is not a cron expression", CRON_REMEDY);
    return fault(
      "is a time that never comes: no such month has such a day",
      "Check day and month: February has 29 days at most; April, June, September and November have 30. `L` is the last day.",
    );
  }
}

/** The parser has no codes: it says so of days that the month hasn't, or gives up looking. */
const isNever = (error: unknown): boolean =>
  error instanceof Error && /day of month definition|loop limit exceeded/i.test(error.message);

function tooOften(text: string, last: number, time: number): string {
  const [second] = text.split(" ");
  const isBySecond = text.split(" ").length > FIVE_FIELDS.length && !/^\d+$/.test(second ?? "");
  const clock = (ms: number) => new Date(ms).toISOString().slice(11, isBySecond ? 19 : 16);
  return fault(
    `comes more often than every five minutes: at ${clock(last)} and at ${clock(time)}`,
    isBySecond
      ? `Write \`0\` for the second, or leave it out.${SECOND_FIRST}`
      : "Leave at least five minutes between, such as `*/5` for the minute.",
  );
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
