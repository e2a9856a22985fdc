import { describe, expect, test } from "vitest";
import {
  agree,
  capitalised,
  daysLeftText,
  lengthOfTime,
  number,
  percent,
  plural,
  spelled,
} from "../../src/model/words.js";

test("numbers are grouped by thousands", () => {
  expect(number(1_234_567)).toBe("1,234,567");
});

test("what is counted agrees with its number", () => {
  expect(plural(0, "user")).toBe("0 users");
  expect(plural(1, "user")).toBe("1 user");
  expect(plural(1_500, "person", "people")).toBe("1,500 people");
  expect(plural(1, "row waits", "rows wait")).toBe("1 row waits");
  expect(agree(1, "is", "are")).toBe("is");
  expect(agree(0, "is", "are")).toBe("are");
});

test("small numbers are spelled", () => {
  expect([1, 2, 12, 13, 45].map(spelled)).toEqual(["one", "two", "twelve", "13", "45"]);
});

test("a share is shown as precisely as it was given, or as asked for", () => {
  expect(percent(0.1)).toBe("10%");
  expect(percent(0.0005)).toBe("0.05%");
  expect(percent(0.27736, 1)).toBe("27.7%");
});

test("a line begins with a capital", () => {
  expect(capitalised("legal claims")).toBe("Legal claims");
});

describe("a length of time", () => {
  test.each([
    [-1, "0 s"],
    [0.4, "0 s"],
    [89, "89 s"],
    [90, "2 min"],
    [89 * 60, "89 min"],
    [90 * 60, "1 h 30 min"],
    [2 * 3600, "2 h"],
    [47 * 3600, "47 h"],
    [50 * 3600, "2 days"],
  ])("of %d seconds is %s", (seconds, text) => {
    expect(lengthOfTime(seconds)).toBe(text);
  });
});

test("days to a deadline are told, also when it has passed", () => {
  expect([-2, -1, 0, 1, 30].map(daysLeftText)).toEqual([
    "2 days late",
    "1 day late",
    "less than a day",
    "in 1 day",
    "in 30 days",
  ]);
});
