/** One place of a cron expression, in the words of a person who wrote it wrong. */
export interface CronField {
  name: string;
  min: number;
  max: number;
  /** The English words whose first three letters stand for numbers, the first for `firstName`. */
  words: readonly string[];
  firstName: number;
  /** What else may stand in it, besides `*`, lists, ranges and steps. */
  allowed: string;
}

const DAYS = "Sunday Monday Tuesday Wednesday Thursday Friday Saturday".split(" ");
const MONTHS = "January February March April May June July August September October November December".split(
  " ",
);

const numbers = (name: string, max: number): CronField => ({
  name,
  min: 0,
  max,
  words: [],
  firstName: 0,
  allowed: `0 to ${max}`,
});

const SECOND = numbers("second", 59);
export const DAY_OF_MONTH: CronField = {
  name: "day of month",
  min: 1,
  max: 31,
  words: [],
  firstName: 0,
  allowed: "1 to 31, or `L` for the last",
};
export const MONTH: CronField = {
  name: "month",
  min: 1,
  max: 12,
  words: MONTHS,
  firstName: 1,
  allowed: "1 to 12, or JAN to DEC",
};
export const DAY_OF_WEEK: CronField = {
  name: "day of week",
  min: 0,
  max: 7,
  words: DAYS,
  firstName: 0,
  allowed: "0 to 7 (0 and 7 are Sunday), or SUN to SAT",
};

/** In the order in which they are written. */
export const FIVE_FIELDS: readonly CronField[] = [
  numbers("minute", 59),
  numbers("hour", 23),
  DAY_OF_MONTH,
  MONTH,
  DAY_OF_WEEK,
];

/** With six, the first is the second. */
export const SIX_FIELDS: readonly CronField[] = [SECOND, ...FIVE_FIELDS];

/** The fields that `text` has, each with what it says; null where there are neither five nor six. */
export function fieldsOf(text: string): { field: CronField; says: string }[] | null {
  const said = text.split(" ");
  const fields = { 5: FIVE_FIELDS, 6: SIX_FIELDS }[said.length];
  return fields?.map((field, at) => ({ field, says: said[at] ?? "" })) ?? null;
}

/** The number that a short name or digits stand for in `field`, in range or not; null for anything else. */
export function valueOf(text: string, { words, firstName }: CronField): number | null {
  if (/^\d+$/.test(text)) return Number(text);
  const at = words.findIndex((word) => nameOf(word) === text.toUpperCase());
  return at < 0 ? null : at + firstName;
}

/** The short name of which `text` is a longer form, such as `MON` for `Monday` and `TUE` for `tues`; null if of none. */
export function shortOf(text: string, { words }: CronField): string | null {
  const word =
    text.length > 3 ? words.find((all) => all.toUpperCase().startsWith(text.toUpperCase())) : undefined;
  return word === undefined ? null : nameOf(word);
}

const nameOf = (word: string): string => word.slice(0, 3).toUpperCase();

/** Whether `text` is a name, short or long, of a month or a day of the week. */
export const isName = (text: string, field: CronField): boolean =>
  /^[a-z]/i.test(text) && (valueOf(text, field) ?? shortOf(text, field)) !== null;
