import { z } from "zod";
import { normaliseDuration, readMoment, roughHours } from "../model/time.js";
import { number } from "../model/words.js";
import { fault } from "./fault.js";

const HOURS_PER_DAY = 24;
export const DAYS_PER_YEAR = 365;

/** Text without lone surrogates: those are in no UTF-8 file, and canonical JSON (RFC 8785) has no form for them. */
export function text(remedy: string) {
  return z
    .string(fault("must be text", `${remedy} Put numbers, true, false and null in quotes.`))
    .min(1, fault("is empty", remedy))
    .max(1000, fault("is longer than 1,000 characters", remedy))
    .refine((value) => !/\p{Cs}/u.test(value), fault("holds half of a Unicode character", remedy));
}

/** A list of texts; what stands in it twice counts once. */
export function textList(remedy: string) {
  return z.array(text(remedy), fault("must be a list", remedy)).transform((values) => [...new Set(values)]);
}

/** A list that is there must hold something. */
export function filledTextList(wrong: string, remedy: string) {
  return textList(remedy).refine((values) => values.length > 0, fault(wrong, remedy));
}

/** A normalised duration of at most `longestDays`. */
export function duration(longestDays: number) {
  const remedy =
    "Write a whole number above zero and hours, days, weeks, months or years, such as `24 months`.";
  return z.string(fault("must be a duration", remedy)).transform((value, ctx) => {
    const normalised = normaliseDuration(value);
    if (normalised === null) {
      ctx.addIssue(fault("is not a duration, or is zero or negative", remedy));
      return z.NEVER;
    }
    if (roughHours(normalised) > longestDays * HOURS_PER_DAY) {
      ctx.addIssue(fault("is too long to be meant", `Write at most ${number(longestDays)} days.`));
    }
    return normalised;
  });
}

/** A moment as ISO 8601 in UTC. A date is its first instant in UTC; a time without an offset is UTC too. */
export const MomentSchema = z
  .string(fault("must be a date", "Write an ISO date such as `2024-01-01`."))
  .transform((value, ctx) => {
    const moment = readMoment(value, "utc");
    if (!moment) {
      ctx.addIssue(
        fault("is not a date of the calendar", "Write `2024-01-01`, or with a time `2024-01-01T18:00:00Z`."),
      );
      return z.NEVER;
    }
    if (moment.year < 2000 || moment.year > 2100) {
      ctx.addIssue(fault("is far from any user's creation", "Write a year between 2000 and 2100."));
    }
    return moment.toJSDate().toISOString();
  });

const SHARE_REMEDY =
  "Write a percentage above 0% and up to 100%, such as `10%`, or its fraction, such as `0.1`.";

/** A share, above 0 and up to 1, from `10%` or `0.1`. */
export const ShareSchema = z
  .union([z.number(), z.string()], fault("must be a share", SHARE_REMEDY))
  .transform((value, ctx) => {
    const share = typeof value === "number" ? value : readPercentage(value);
    if (share === null) {
      ctx.addIssue(fault("is not a share", SHARE_REMEDY));
      return z.NEVER;
    }
    if (share <= 0) ctx.addIssue(fault("is zero or negative", SHARE_REMEDY));
    if (share > 1) ctx.addIssue(fault("is more than the whole", SHARE_REMEDY));
    return share;
  });

function readPercentage(value: string): number | null {
  const [, digits] = /^(\d{1,4}(?:\.\d{1,6})?) *%$/.exec(value.trim()) ?? [];
  // As a decimal exponent, not by dividing: 0.7 / 100 is not 0.007.
  return digits === undefined ? null : Number(`${digits}e-2`);
}
