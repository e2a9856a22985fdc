import { describe, expect, test } from "vitest";
import { bucketsOf, paceOf } from "../../src/service/run/pace.js";

const at = (seconds: number) => new Date(1_800_000_000_000 + seconds * 1_000);
const applying = { state: "applying", approvedAt: at(0), handled: 400, total: 1_000 } as const;

describe("The pace of a run", () => {
  test("is told in readable parts of time without gaps, whatever the run's length", () => {
    for (const [span, seconds, parts] of [
      [0, 1, 1],
      [119.5, 1, 120],
      [121, 2, 61],
      [3_600, 30, 121],
      [40 * 24 * 3_600, 43_200, 81],
      [400 * 24 * 3_600, 4 * 86_400, 101],
    ] as const) {
      const buckets = bucketsOf({ first: at(0), last: at(span) });
      expect([buckets.seconds, buckets.times.length - parts]).toEqual([
        seconds,
        expect.toBeOneOf([0, 1, -1]),
      ]);
      expect(buckets.times[0]?.getTime()).toBeLessThanOrEqual(at(0).getTime());
      expect((buckets.times.at(-1)?.getTime() ?? 0) + seconds * 1_000).toBeGreaterThan(at(span).getTime());
    }
    expect(bucketsOf({ first: null, last: null }).times).toEqual([]);
  });

  test("is that of the last two minutes, and of a younger run since its approval", () => {
    expect(paceOf({ recent: 400, now: at(3_600) }, applying)).toEqual({ perMinute: 200, secondsLeft: 180 });
    expect(paceOf({ recent: 400, now: at(60) }, applying)).toEqual({ perMinute: 400, secondsLeft: 90 });
  });

  test("isn't known where nothing was done or nobody works on it", () => {
    expect(paceOf({ recent: 0, now: at(3_600) }, applying)).toEqual({ perMinute: 0, secondsLeft: null });
    for (const state of ["planned", "stopped", "done"] as const)
      expect(paceOf({ recent: 9, now: at(60) }, { ...applying, state })).toEqual({
        perMinute: null,
        secondsLeft: null,
      });
    const ends = { ...applying, state: "cancelling" } as const;
    expect(paceOf({ recent: 200, now: at(3_600) }, ends)).toEqual({ perMinute: 100, secondsLeft: null });
  });
});
