import type { AtomReader } from "./atom.js";

const MIN_DIGITS = 7;
const MAX_DIGITS = 13;
const GROUP = /\d+/y;
/** What a number stands apart from: `x1234567`, `1234567-` and the minutes in `12:30 1234567` are none. */
const STICKS_BEFORE = /[\p{L}\p{N}]$|\d:$/u;
const STICKS_BEHIND = /^[\p{L}\p{N}@-]/u;

/** A telephone number: 7 to 13 digits in groups, each one space, dot or hyphen from the next. */
export const phoneAt: AtomReader = (text, start) => {
  const digitsFrom = text.charAt(start) === "+" ? start + 1 : start;
  if (STICKS_BEFORE.test(text.slice(Math.max(0, start - 2), start))) return undefined;
  const groups = groupsFrom(text, digitsFrom);
  const digits = groups.reduce((sum, { length }) => sum + length, 0);
  const end = digitsFrom + digits + groups.length - 1;
  if (digits < MIN_DIGITS || (groups.at(-1)?.length ?? 0) < 2 || isYears(groups)) return undefined;
  if (STICKS_BEHIND.test(text.slice(end, end + 2))) return undefined;
  const url = `tel:${text.slice(start, digitsFrom)}${groups.join("")}`;
  return { start, end, node: { type: "autoLink", url, text: text.slice(start, end) } };
};

/** As many whole groups as a number has digits for. */
function groupsFrom(text: string, start: number): string[] {
  const groups: string[] = [];
  let left = MAX_DIGITS;
  for (let at = start; ;) {
    GROUP.lastIndex = at;
    const group = GROUP.exec(text)?.[0];
    if (group === undefined || group.length > left) return groups;
    groups.push(group);
    left -= group.length;
    at += group.length;
    if (!" .-".includes(text.charAt(at)) || at >= text.length) return groups;
    at++;
  }
}

/** `2024-2025` */
const isYears = (groups: readonly string[]): boolean =>
  groups.length === 2 && groups.every(({ length }) => length === 4);
