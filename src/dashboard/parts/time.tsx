interface TimeProps {
  /** ISO 8601. */
  at: string;
  zone: string;
  /** `minute` is the default; `day` leaves the time of day out. */
  to?: "second" | "minute" | "day";
}

/** A time in the visitor's zone; the exact instant in UTC is its title. */
export const Time = ({ at, zone, to = "minute" }: TimeProps) => (
  <time datetime={at} title={at}>
    {timeText(at, zone, to)}
  </time>
);

/** `12 sec. ago`, `in 3 hr.`; the exact instant is its title. */
export const Ago = ({ at, now }: { at: string; now: Date }) => (
  <time datetime={at} title={at}>
    {relativeText((Date.parse(at) - now.getTime()) / 1_000)}
  </time>
);

const DAY = { day: "numeric", month: "short", year: "numeric" } as const;
const CLOCK = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;

/** `21 Nov 2026, 22:05:07` and its parts. */
const FORMS = {
  second: { ...DAY, ...CLOCK, second: "2-digit" },
  minute: { ...DAY, ...CLOCK },
  day: DAY,
  date: { day: "numeric", month: "short" },
  dateClock: { day: "numeric", month: "short", ...CLOCK },
  clock: CLOCK,
  clockSecond: { ...CLOCK, second: "2-digit" },
} satisfies Record<string, Intl.DateTimeFormatOptions>;

/** To make one takes longer than to use it a hundred times. */
const formats = new Map<string, Intl.DateTimeFormat>();

/** An instant as people in a time zone write it. */
export function timeText(at: string, zone: string, form: keyof typeof FORMS): string {
  const key = `${form} ${zone}`;
  const format = formats.get(key) ?? new Intl.DateTimeFormat("en-GB", { ...FORMS[form], timeZone: zone });
  formats.set(key, format);
  return format.format(new Date(at));
}

const relative = new Intl.RelativeTimeFormat("en", { style: "short" });
const UNITS = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
] as const;

function relativeText(seconds: number): string {
  const [unit, length] = UNITS.find(([, least]) => Math.abs(seconds) >= least) ?? ["second", 1];
  return relative.format(Math.trunc(seconds / length), unit);
}
