/** `12,345`. */
export const number = (n: number): string => n.toLocaleString("en-US");

/** `one`, `two`; from thirteen on `13`. */
export const spelled = (n: number): string => SPELLED[n] ?? number(n);

const SPELLED = "none one two three four five six seven eight nine ten eleven twelve".split(" ");

/** Of two forms of a word the one that goes with a number, such as `is` and `are`. */
export const agree = (n: number, one: string, many: string): string => (n === 1 ? one : many);

/** `1 user`, `2 users`, `3 people`; or with what follows, `1 row waits`. */
export const plural = (n: number, one: string, many = `${one}s`): string =>
  `${number(n)} ${agree(n, one, many)}`;

/** `10%`, `0.7%`, of a share from 0 to 1. @param digits after the point, at most. */
export const percent = (share: number, digits = 4): string =>
  share.toLocaleString("en-US", { style: "percent", maximumFractionDigits: digits });

/** As the beginning of a line. */
export const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** `40 s`, `3 min`, `2 h 5 min`, `3 days`. */
export function lengthOfTime(seconds: number): string {
  if (seconds < 90) return `${Math.max(0, Math.round(seconds))} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours >= 48) return `${Math.round(hours / 24)} days`;
  return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
}

/** Whole days to something in words: `5 days late`, `less than a day`, `in 3 days`. */
export function daysLeftText(days: number): string {
  if (days < 0) return `${plural(-days, "day")} late`;
  if (days === 0) return "less than a day";
  return `in ${plural(days, "day")}`;
}
