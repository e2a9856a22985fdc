import { describe, expect, test } from "vitest";
import { daysLeft, deadlineOf, warningHorizons, warningsDue } from "../../src/requests/deadline.js";

const at = (iso: string) => new Date(iso);

describe("the deadline", () => {
  test.each([
    ["gdpr", "2026-01-15T10:00:00Z", "2026-02-15T10:00:00.000Z"],
    ["gdpr", "2026-01-31T10:00:00Z", "2026-02-28T10:00:00.000Z"],
    ["gdpr", "2028-01-31T10:00:00Z", "2028-02-29T10:00:00.000Z"],
    ["gdpr", "2026-03-31T23:59:59Z", "2026-04-30T23:59:59.000Z"],
    ["gdpr", "2026-12-31T00:00:00Z", "2027-01-31T00:00:00.000Z"],
    // 28 February, 23:30, on the Azores: their month ends with 28 March.
    ["gdpr", "2026-03-01T00:30:00Z", "2026-03-29T00:30:00.000Z"],
    // 1 February, 00:30, in Auckland, where it ends with 1 March; elsewhere with 28 February.
    ["gdpr", "2026-01-31T11:30:00Z", "2026-02-28T11:30:00.000Z"],
    ["ccpa", "2026-01-31T10:00:00Z", "2026-03-17T10:00:00.000Z"],
  ] as const)("%s from %s is %s", (regulation, received, deadline) => {
    expect(deadlineOf(regulation, at(received)).toISOString()).toBe(deadline);
  });

  test.each([
    ["gdpr", "2026-11-30T08:00:00Z", "2027-02-28T08:00:00.000Z"],
    ["ccpa", "2026-01-31T10:00:00Z", "2026-05-01T10:00:00.000Z"],
  ] as const)("%s, extended, from %s is %s", (regulation, received, deadline) => {
    expect(deadlineOf(regulation, at(received), true).toISOString()).toBe(deadline);
  });
});

test("warnings come ten and three days before and once it has passed", () => {
  const deadline = at("2026-06-30T12:00:00Z");
  const due = (now: string) => warningsDue(deadline, at(now));
  expect(due("2026-06-20T11:59:59Z")).toBe(0);
  expect(due("2026-06-20T12:00:00Z")).toBe(1);
  expect(due("2026-06-27T12:00:00Z")).toBe(2);
  expect(due("2026-06-30T12:00:00Z")).toBe(3);
  expect(daysLeft(deadline, at("2026-07-01T12:00:00Z"))).toBe(-1);
  const deadlines = warningHorizons(at("2026-06-20T12:00:00Z"));
  expect(deadlines).toEqual(["30", "23", "20"].map((day) => at(`2026-06-${day}T12:00:00Z`)));
  expect(deadlines.map((each) => warningsDue(each, at("2026-06-20T12:00:00Z")))).toEqual([1, 2, 3]);
});
