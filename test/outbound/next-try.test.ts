import { expect, test } from "vitest";
import { nextTry, triesUntil } from "../../src/outbound/next-try.js";

const NOW = new Date("2026-03-01T12:00:00Z");
const LAST = 0.999_999_999;
const until = triesUntil(NOW);
const seconds = (attempts: number, random: number, retryAfterMs?: number) => {
  const next = nextTry({ attempts, triesUntil: until, retryAfterMs }, NOW, random);
  return next && (next.getTime() - NOW.getTime()) / 1000;
};

test("The limit of the wait doubles from two seconds to six hours, and the wait is any part of it", () => {
  expect([1, 2, 3, 4].map((attempts) => seconds(attempts, LAST))).toEqual([2, 4, 8, 16]);
  expect(seconds(14, LAST)).toBe(16_384);
  expect(seconds(15, LAST)).toBe(6 * 3600);
  expect(seconds(2_000, LAST)).toBe(6 * 3600);
  expect(seconds(15, 0.5)).toBe(3 * 3600);
  expect(seconds(15, 0)).toBe(0);
});

test("The receiver can ask for more time and not for less", () => {
  expect(seconds(1, LAST, 60_000)).toBe(60);
  expect(seconds(15, LAST, 60_000)).toBe(6 * 3600);
});

test("After five days it is given up", () => {
  const late = new Date(until.getTime() - 1_000);
  expect(until.getTime() - NOW.getTime()).toBe(5 * 24 * 3600 * 1000);
  expect(nextTry({ attempts: 50, triesUntil: until }, late, 0.5)).toBeNull();
  expect(nextTry({ attempts: 50, triesUntil: until }, late, 0)).toEqual(late);
});
