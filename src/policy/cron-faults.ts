import { DAY_OF_MONTH, DAY_OF_WEEK, MONTH, isName, shortOf, valueOf, type CronField } from "./cron-fields.js";
import { fault } from "./fault.js";

/**
 * What is wrong with what one field says, or null. Judged by a grammar of our own, because the parser's errors name no
 * field; what stands here is what the parser takes, without `H` (a time at random) and words glued to numbers.
 */
export function fieldFault(says: string, field: CronField): string | null {
  if (field === DAY_OF_WEEK && says.includes("#")) {
    const found = nthFault(says);
    return found && told(says, field, found);
  }
  const items = says.split(",");
  for (const item of items) {
    const found = itemFault(item, field);
    if (found !== null) return told(items.length > 1 && item !== "" ? item : says, field, found);
  }
  const twice = firstTwice(items, field);
  if (twice === null) return null;
  return told(says, field, [`which has ${twice} more than once`, "Name each once."]);
}

/** Why not, and what to do. */
type Fault = readonly [why: string, remedy: string];

function itemFault(item: string, field: CronField): Fault | null {
  if (item === "") return ["a list with an empty place", "Leave out the comma too much."];
  const [range = "", step, more] = item.split("/");
  if (more !== undefined) return ["which has two steps", "Write one, such as `*/5`."];
  const bare = rangeFault(range, field, step !== undefined);
  if (bare !== null || step === undefined) return bare;
  if (!/^\d+$/.test(step)) return ["a step that is no number", "Write one, such as `*/5`."];
  return Number(step) === 0 ? ["a step of zero", "Write a step of at least 1, such as `*/5`."] : null;
}

function rangeFault(range: string, field: CronField, hasStep: boolean): Fault | null {
  if (range === "*" || range === "?") return null;
  if (range === "" && hasStep) return ["a step of nothing", "Write `*` before the step, such as `*/5`."];
  if (/[*?]/.test(range)) return ["where a `*` isn't alone", "Write `*` alone or before a step."];
  if (isLast(range, field)) return hasStep ? ["a step of the last day", "Leave out the step."] : null;
  const ends = range.split("-");
  if (ends.length > 2 || ends.includes("")) return ["which is no range", "Write a range such as `1-5`."];
  const values = ends.map((end) => valueOf(end, field));
  const unknown = ends.find((_, at) => values[at] === null);
  if (unknown !== undefined) return wordFault(unknown, field);
  const [from = 0, to = from] = values.map(Number);
  if ([from, to].some((value) => value < field.min || value > field.max))
    return ["which is out of range", ""];
  if (from <= to) return null;
  return [
    "a range that ends before it begins",
    `Write \`${aroundTheEnd(from, to, field)}\` for what goes past the end, or turn it round.`,
  ];
}

const isLast = (text: string, field: CronField): boolean =>
  (field === DAY_OF_MONTH && text === "L") ||
  (field === DAY_OF_WEEK && text.endsWith("L") && (valueOf(text.slice(0, -1), field) ?? 8) <= field.max);

/** `22-2` of hours is `22-23,0-2`. */
function aroundTheEnd(from: number, to: number, field: CronField): string {
  // Sunday is 0 and 7: a week that goes on past Saturday goes on with 0.
  const last = field === DAY_OF_WEEK ? 6 : field.max;
  const range = (first: number, end: number) => (first === end ? `${first}` : `${first}-${end}`);
  return from > last ? range(0, to) : `${range(from, last)},${range(field.min, to)}`;
}

function wordFault(word: string, field: CronField): Fault {
  const short = shortOf(word, field);
  if (short !== null) return ["where a name isn't short", `Write \`${short}\`.`];
  for (const other of [MONTH, DAY_OF_WEEK])
    if (isName(word, other))
      return [`which is a ${other.name}`, "Check the order: minute, hour, day of month, month, day of week."];
  if (/^H/.test(word)) return ["a time at random", "Write a number: it is another one each time it is read."];
  if (/L/.test(word))
    return [
      "where `L` means nothing",
      "Write `L` as the day of month, or `5L` as the day of week for the last Friday.",
    ];
  if (/W/.test(word)) return ["a nearest working day", "Write days of the week, such as `1-5`."];
  if (/#/.test(word))
    return ["where `#` means nothing", "Write `1#2` as the day of week for the second Monday."];
  return ["which no cron expression says", ""];
}

function nthFault(says: string): Fault | null {
  const remedy = "Write one day and a number from 1 to 5, such as `1#2` for the second Monday.";
  const [day = "", nth = "", more] = says.split("#");
  const value = valueOf(day, DAY_OF_WEEK);
  const isRight = more === undefined && value !== null && value <= DAY_OF_WEEK.max && /^[1-5]$/.test(nth);
  return isRight ? null : ["which counts no day of the month", remedy];
}

/** A value that two items of a list have: the parser refuses it. */
function firstTwice(items: readonly string[], field: CronField): string | null {
  const seen = new Set<string>();
  for (const item of items) {
    const values = valuesOf(item, field);
    const twice = values.find((value) => seen.has(value));
    if (twice !== undefined) return twice;
    for (const value of values) seen.add(value);
  }
  return null;
}

/** What a right item stands for; Sunday is 0. */
function valuesOf(item: string, field: CronField): string[] {
  if (item.endsWith("L")) return [item];
  const [range = "", step] = item.split("/");
  const isAll = range === "*" || range === "?";
  const [from = 0, end = step === undefined ? from : field.max] = isAll
    ? [field.min, field.max]
    : range.split("-").map((text) => valueOf(text, field) ?? 0);
  const values = new Set<string>();
  for (let value = from; value <= end; value += Number(step ?? 1))
    values.add(String(field === DAY_OF_WEEK ? value % 7 : value));
  return [...values];
}

function told(says: string, field: CronField, [why, remedy]: Fault): string {
  const allowed = `The ${field.name} is ${field.allowed}; also \`*\`, lists, ranges and steps.`;
  return fault(
    `says ${shown(says)} for the ${field.name}, ${why}`,
    remedy === "" ? allowed : `${remedy} ${allowed}`,
  );
}

const LONGEST_SHOWN = 20;

/** A field in quotation marks if it can only be one: whatever else has come here could be a person. */
function shown(says: string): string {
  const isOfCron =
    says.length <= LONGEST_SHOWN &&
    /^[\w*?,/#-]*$/.test(says) &&
    !/\d{5}/.test(says) &&
    (says.match(/[^\d*?,/#-]+/g) ?? []).every(isCronWord);
  return isOfCron ? `\`${says}\`` : "something (not shown)";
}

const isCronWord = (word: string): boolean =>
  /^(L|W|LW|H)$/i.test(word) || isName(word, MONTH) || isName(word, DAY_OF_WEEK);
