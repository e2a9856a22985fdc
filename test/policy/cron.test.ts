import { CronExpressionParser } from "cron-parser";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cronFaults } from "../../src/policy/cron.js";
import { fieldFault } from "../../src/policy/cron-faults.js";
import { FIVE_FIELDS } from "../../src/policy/cron-fields.js";
import { inOneLine } from "../../src/policy/fault.js";

const toldOf = (cron: string) => cronFaults(cron).map(inOneLine);

const FIVE =
  'Write five fields in quotes, such as `"30 2 * * *"`: minute, hour, day of month, month, day of week.';
const HOUR = "The hour is 0 to 23; also `*`, lists, ranges and steps.";
const MINUTE = "The minute is 0 to 59; also `*`, lists, ranges and steps.";
const DAY = "The day of month is 1 to 31, or `L` for the last; also `*`, lists, ranges and steps.";
const MONTH = "The month is 1 to 12, or JAN to DEC; also `*`, lists, ranges and steps.";
const WEEKDAY =
  "The day of week is 0 to 7 (0 and 7 are Sunday), or SUN to SAT; also `*`, lists, ranges and steps.";
const ORDER = "Check the order: minute, hour, day of month, month, day of week.";
const NEVER =
  "is a time that never comes: no such month has such a day. Check day and month: February has 29 days at most; " +
  "April, June, September and November have 30. `L` is the last day.";
const TURNED = "a range that ends before it begins. Write";
const SIXTH = "With six fields the first is the second.";

describe("an error of a cron expression names the field, what it says and what is allowed", () => {
  test.each([
    ["", `is empty. ${FIVE}`],
    ["30 2 * *", `has four fields instead of five. ${FIVE}`],
    ["nightly", `has one field instead of five. ${FIVE}`],
    [
      "0 2 * * * * 2030",
      `has seven fields instead of five. ${FIVE} A sixth in front of them is the second; there is none for the year.`,
    ],
    ["@daily", 'is the name of a time, where fields are wanted. Write `"0 0 * * *"`.'],
    ["@Weekly", 'is the name of a time, where fields are wanted. Write `"0 0 * * 0"`.'],
    ["@reboot", `is a name, where fields are wanted. ${FIVE}`],
    ["0 25 * * *", `says \`25\` for the hour, which is out of range. ${HOUR}`],
    ["60 2 * * *", `says \`60\` for the minute, which is out of range. ${MINUTE}`],
    ["0 2 0 * *", `says \`0\` for the day of month, which is out of range. ${DAY}`],
    ["0 2 * 1,13 *", `says \`13\` for the month, which is out of range. ${MONTH}`],
    ["0 2 * * 8", `says \`8\` for the day of week, which is out of range. ${WEEKDAY}`],
    ["0 2 * * * 2030", `says \`2030\` for the day of week, which is out of range. ${WEEKDAY} ${SIXTH}`],
    [
      "*/0 2 * * *",
      `says \`*/0\` for the minute, a step of zero. Write a step of at least 1, such as \`*/5\`. ${MINUTE}`,
    ],
    [
      "*/x 2 * * *",
      `says something (not shown) for the minute, a step that is no number. Write one, such as \`*/5\`. ${MINUTE}`,
    ],
    [
      "/5 2 * * *",
      `says \`/5\` for the minute, a step of nothing. Write \`*\` before the step, such as \`*/5\`. ${MINUTE}`,
    ],
    [
      "0 22-2 * * *",
      `says \`22-2\` for the hour, ${TURNED} \`22-23,0-2\` for what goes past the end, or turn it round. ${HOUR}`,
    ],
    [
      "0 2 * * FRI-MON",
      `says \`FRI-MON\` for the day of week, ${TURNED} \`5-6,0-1\` for what goes past the end, or turn it round. ${WEEKDAY}`,
    ],
    [
      "0 2 * * SAT-SUN",
      `says \`SAT-SUN\` for the day of week, ${TURNED} \`6,0\` for what goes past the end, or turn it round. ${WEEKDAY}`,
    ],
    [
      "0 2 * * Monday",
      `says \`Monday\` for the day of week, where a name isn't short. Write \`MON\`. ${WEEKDAY}`,
    ],
    ["0 2 * Sept *", `says \`Sept\` for the month, where a name isn't short. Write \`SEP\`. ${MONTH}`],
    ["0 2 * MON *", `says \`MON\` for the month, which is a day of week. ${ORDER} ${MONTH}`],
    ["0 2 JAN * *", `says \`JAN\` for the day of month, which is a month. ${ORDER} ${DAY}`],
    [
      "1,,2 2 * * *",
      `says \`1,,2\` for the minute, a list with an empty place. Leave out the comma too much. ${MINUTE}`,
    ],
    [
      "0 2 * * 7,0",
      `says \`7,0\` for the day of week, which has 0 more than once. Name each once. ${WEEKDAY}`,
    ],
    [
      "0 1* * * *",
      `says \`1*\` for the hour, where a \`*\` isn't alone. Write \`*\` alone or before a step. ${HOUR}`,
    ],
    [
      "H 2 * * *",
      `says \`H\` for the minute, a time at random. Write a number: it is another one each time it is read. ${MINUTE}`,
    ],
    [
      "0 2 15W * *",
      `says \`15W\` for the day of month, a nearest working day. Write days of the week, such as \`1-5\`. ${DAY}`,
    ],
    [
      "0 2 * * 1#6",
      "says `1#6` for the day of week, which counts no day of the month. Write one day and a number from 1 to 5, such as " +
        `\`1#2\` for the second Monday. ${WEEKDAY}`,
    ],
    ["0 2 30 2 *", NEVER],
    ["0 2 31 4,6 *", NEVER],
    [
      "0,3 2 29 2 *",
      "comes more often than every five minutes: at 02:00 and at 02:03. Leave at least five minutes between, such as " +
        "`*/5` for the minute.",
    ],
    [
      "*/5 * * * * *",
      `comes more often than every five minutes: at 00:00:00 and at 00:00:05. Write \`0\` for the second, or leave it out. ${SIXTH}`,
    ],
  ])("%j %s", (cron, told) => {
    expect(toldOf(cron)).toEqual([told]);
  });

  test("of every wrong field, each with its own", () => {
    expect(toldOf("60 24 32 13 8").map((line) => line.slice(0, line.indexOf(",")))).toEqual([
      "says `60` for the minute",
      "says `24` for the hour",
      "says `32` for the day of month",
      "says `13` for the month",
      "says `8` for the day of week",
    ]);
  });

  test.each(["ada@example.com 2 * * *", "0 ada * * *", "0 2 * * 4915112345678", "0 2 * * ann-may"])(
    "and never what could be a person: %j",
    (cron) => {
      const told = toldOf(cron).join(" ");
      expect(told).toContain("says something (not shown) for the");
      expect(told).not.toMatch(/ada|4915|ann/);
    },
  );
});

test.each([
  "*/5 * * * *",
  "0 2 29 2 *",
  "0 2 31 * *",
  "0 3 * * MON-FRI",
  "15 4 1 * 1#2",
  "0 1 L 12 ?",
  "0 0 3 L * *",
])("the cron %j is one", (cron) => expect(cronFaults(cron)).toEqual([]));

describe("our grammar and the parser's agree", () => {
  const number = fc.integer({ min: 0, max: 62 }).map(String);
  const atom = fc.oneof(
    number,
    fc.constantFrom("*", "?", "L", "5L", "1#2", "MON", "fri", "JAN", "dec", "", "05"),
    fc.tuple(number, number).map(([from, to]) => `${from}-${to}`),
  );
  const item = fc.oneof(
    { weight: 3, arbitrary: atom },
    { weight: 1, arbitrary: fc.tuple(atom, number).map(([range, step]) => `${range}/${step}`) },
  );
  const field = fc.array(item, { minLength: 1, maxLength: 2 }).map((items) => items.join(","));

  test("what one takes in a field, the other takes", () => {
    fc.assert(
      fc.property(fc.nat({ max: 4 }), field, (at, says) => {
        fc.pre(says !== "");
        const fields = ["0", "2", "*", "*", "*"].with(at, says);
        expect([says, fieldFault(says, FIVE_FIELDS[at]!) === null]).toEqual([
          says,
          parserTakes(fields.join(" ")),
        ]);
      }),
      { numRuns: 3_000 },
    );
  });
});

function parserTakes(cron: string): boolean {
  try {
    CronExpressionParser.parse(cron, { tz: "UTC" });
    return true;
  } catch {
    return false;
  }
}
