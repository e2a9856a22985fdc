import { describe, expect, test } from "vitest";
import { after, before, lengthInMs, normaliseDuration, roughHours } from "../../src/model/time.js";

describe("a length of time", () => {
  test.each([
    ["24 months", "24 months"],
    ["1months", "1 month"],
    ["  2   WEEK ", "2 weeks"],
    ["1 Hour", "1 hour"],
    ["0 days", null],
    ["-1 days", null],
    ["1.5 years", null],
    ["1234567 days", null],
    ["30 minutes", null],
    ["a day", null],
    ["", null],
  ])("%j is read as %j", (text, normalised) => {
    expect(normaliseDuration(text)).toBe(normalised);
  });

  test("counts in minutes where they are asked for", () => {
    expect(normaliseDuration("1 minutes", { minutes: true })).toBe("1 minute");
  });

  test("has about so many hours and milliseconds", () => {
    expect(roughHours("1 month")).toBe(30 * 24);
    expect(roughHours("2 years")).toBe(2 * 365 * 24);
    expect(lengthInMs("30 minutes")).toBe(1_800_000);
  });

  test("isn't computed with where it can't be read", () => {
    expect(() => after(new Date(), "soon")).toThrow(RangeError);
  });
});

describe("a duration before now", () => {
  test.each([
    ["2024-02-29T10:00:00Z", "1 year", "2023-02-28T10:00:00.000Z"],
    ["2024-02-29T10:00:00Z", "12 months", "2023-02-28T10:00:00.000Z"],
    ["2024-02-29T10:00:00Z", "4 years", "2020-02-29T10:00:00.000Z"],
    ["2024-02-29T10:00:00Z", "365 days", "2023-03-01T10:00:00.000Z"],
    ["2024-03-31T10:00:00Z", "1 month", "2024-02-29T10:00:00.000Z"],
    ["2023-03-31T10:00:00Z", "1 month", "2023-02-28T10:00:00.000Z"],
    ["2024-03-01T00:00:00Z", "24 hours", "2024-02-29T00:00:00.000Z"],
    ["2024-03-07T00:00:00Z", "1 week", "2024-02-29T00:00:00.000Z"],
    ["2026-01-15T00:00:00Z", "18 months", "2024-07-15T00:00:00.000Z"],
    // Clocks change on this day in Europe and not in UTC.
    ["2026-03-29T12:00:00Z", "1 day", "2026-03-28T12:00:00.000Z"],
  ])("%s less %s is %s", (from, duration, expected) => {
    expect(before(new Date(from), duration).toISOString()).toBe(expected);
  });
});

describe("a duration after now", () => {
  test.each([
    ["2024-01-31T10:00:00Z", "1 month", "utc", "2024-02-29T10:00:00.000Z"],
    ["2024-02-29T10:00:00Z", "1 year", "utc", "2025-02-28T10:00:00.000Z"],
    // The first of March in Greenwich is the last of February in the westernmost zone.
    ["2026-03-01T00:30:00Z", "1 month", "utc", "2026-04-01T00:30:00.000Z"],
    ["2026-03-01T00:30:00Z", "1 month", "UTC-12", "2026-03-29T00:30:00.000Z"],
  ])("%s and %s is, in %s, %s", (from, duration, zone, expected) => {
    expect(after(new Date(from), duration, zone).toISOString()).toBe(expected);
  });
});
