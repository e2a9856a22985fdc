const WEEKDAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const NUMBER = /^\d{1,2}$/;

/** The usual expressions in words, such as `every day at 02:30`; undefined for the others. */
export function cronWords(cron: string): string | undefined {
  const fields = cron.split(" ");
  if (fields.length !== 5) return undefined;
  const [minute = "", hour = "", day = "", month = "", weekday = ""] = fields;
  if (month !== "*") return undefined;
  const isDaily = day === "*" && weekday === "*";
  const every = /^\*\/(\d{1,2})$/.exec(minute)?.[1];
  // `*/7` begins anew with every hour: it is every 7 minutes only nearly.
  if (every !== undefined && hour === "*" && isDaily && 60 % Number(every) === 0)
    return `every ${every} minutes`;
  if (!NUMBER.test(minute)) return undefined;
  if (hour === "*" && isDaily) return `every hour, at minute ${Number(minute)}`;
  if (!NUMBER.test(hour)) return undefined;
  const at = `at ${hour.padStart(2, "0")}:${minute.padStart(2, "0")}`;
  if (isDaily) return `every day ${at}`;
  if (day === "*") return weekdayWords(weekday, at);
  return weekday === "*" && NUMBER.test(day) ? `on day ${Number(day)} of each month ${at}` : undefined;
}

function weekdayWords(weekday: string, at: string): string | undefined {
  if (weekday === "1-5") return `Monday to Friday ${at}`;
  const name = /^[0-7]$/.test(weekday) ? WEEKDAYS[Number(weekday)] : undefined;
  return name === undefined ? undefined : `every ${name} ${at}`;
}
