import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { backoffMs, pauseMs, retryAfterMs } from "../../src/talkjs/retry-timing.js";

const NOW = Date.parse("2026-01-01T00:00:00Z");

describe("Retry-After", () => {
  test.each([
    ["0", 0],
    ["7", 7000],
    [" 120 ", 120_000],
    ["99999999", 3_600_000],
    ["Thu, 01 Jan 2026 00:00:30 GMT", 30_000],
    ["Wed, 31 Dec 2025 23:00:00 GMT", 0],
    ["Fri, 01 Jan 2027 00:00:00 GMT", 3_600_000],
  ])("of %j is %i ms", (header, ms) => {
    expect(retryAfterMs(header, NOW)).toBe(ms);
  });

  test.each([undefined, "", "soon", "-5", "1.5", "1e3", "2026-01-01", "Thu, 99 Foo 2026 00:00:30 GMT"])(
    "of %j says nothing",
    (header) => expect(retryAfterMs(header, NOW)).toBeUndefined(),
  );

  test("is taken at its word: any number of seconds up to an hour, without jitter", () => {
    fc.assert(
      fc.property(fc.nat(3600), (s) => {
        expect(retryAfterMs(`${s}`, NOW)).toBe(s * 1000);
      }),
    );
  });

  test("is never negative, never more than an hour and never NaN, whatever a server sends", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.date({ noInvalidDate: true }).map((d) => d.toUTCString()),
        ),
        (header) => {
          const ms = retryAfterMs(header, NOW) ?? 0;
          expect(ms).toBeGreaterThanOrEqual(0);
          expect(ms).toBeLessThanOrEqual(3_600_000);
        },
      ),
    );
  });
});

describe("Backoff", () => {
  const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

  test("is a random part of a limit that doubles from half a second to half a minute", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), random, (failures, random) => {
        const limit = Math.min(500 * 2 ** (failures - 1), 30_000);
        const ms = backoffMs(failures, random);
        expect(ms).toBeGreaterThanOrEqual(0);
        expect(ms).toBeLessThan(limit);
        expect(Math.abs(ms - random * limit)).toBeLessThan(1);
      }),
    );
  });

  test("after a 429 without a time doubles from one second to one minute", () => {
    expect([1, 2, 3, 4, 5, 6, 7, 8, 50].map(pauseMs)).toEqual(
      [1, 2, 4, 8, 16, 32, 60, 60, 60].map((s) => s * 1000),
    );
  });
});
