import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { estimateCost } from "../../src/policy/cost.js";
import { checkLimits, errorRateExceeded, planExpired } from "../../src/policy/limits.js";
import { defaultPolicy } from "../../src/policy/policy.js";

const { limits } = defaultPolicy;

describe("before the first edit", () => {
  test("a run within its limits breaks none, to the last user", () => {
    expect(checkLimits(limits, { toScrub: 1000, total: 10_000 })).toEqual([]);
    expect(checkLimits(limits, { toScrub: 0, total: 0 })).toEqual([]);
  });

  test("one user too many is told with what is allowed and found", () => {
    expect(checkLimits(limits, { toScrub: 1001, total: 1_000_000 })).toEqual([
      {
        code: "max_users",
        allowed: 1000,
        found: 1001,
        message: "1,001 users would be scrubbed, and limits.maxUsers allows 1,000.",
      },
    ]);
  });

  test("all broken limits are told", () => {
    const violations = checkLimits(limits, { toScrub: 2000, total: 8000 });
    expect(violations.map(({ code, found }) => [code, found])).toEqual([
      ["max_users", 2000],
      ["max_share", 0.25],
    ]);
    expect(violations[1]?.message).toBe(
      "25% of all 8,000 users would be scrubbed, and limits.maxShare allows 10%.",
    );
  });

  test("users to scrub in an app that counted none are all of them", () => {
    expect(checkLimits(limits, { toScrub: 1, total: 0 }).map(({ code, found }) => [code, found])).toEqual([
      ["max_share", 1],
    ]);
  });

  test("fewer users than the last time break one, as far as the policy or else a tenth allows", () => {
    const fallen = (total: number, before: number | null, maxFall?: number) =>
      checkLimits({ ...limits, ...(maxFall !== undefined && { maxFall }) }, { toScrub: 0, total, before });
    expect([fallen(900, 1000), fallen(2000, 1000), fallen(0, null), fallen(0, 0)]).toEqual([[], [], [], []]);
    expect(fallen(300, 1000)).toEqual([
      {
        code: "max_fall",
        allowed: 0.1,
        found: 0.7,
        message:
          "300 users were seen, 70% fewer than the 1,000 of the last time, and limits.maxFall allows 10%.",
      },
    ]);
    expect(fallen(300, 1000, 0.7)).toEqual([]);
    expect(fallen(299, 1000, 0.7)).toHaveLength(1);
    expect(fallen(0, 1000, 1)).toEqual([]);
  });

  test("exactly the allowed share is allowed, for every percentage", () => {
    for (let percentage = 1; percentage <= 100; percentage++) {
      const share = { ...limits, maxShare: Number(`${percentage}e-2`) };
      expect(checkLimits(share, { toScrub: percentage, total: 100 })).toEqual([]);
      expect(checkLimits(share, { toScrub: percentage * 8 + 1, total: 800 })).toHaveLength(1);
    }
  });
});

describe("during a run", () => {
  /** The number of handled users at which a run stops whose users fail as `fails` says, or null. */
  function stopsAt(users: number, maxErrorRate: number, fails: (index: number) => boolean): number | null {
    let failed = 0;
    for (let handled = 1; handled <= users; handled++) {
      if (fails(handled - 1)) failed++;
      if (errorRateExceeded({ ...limits, maxErrorRate }, { handled, failed })) return handled;
    }
    return null;
  }

  test("one poisonous user among 5,000 stops nothing, wherever it stands and however small the rate", () => {
    fc.assert(
      fc.property(fc.nat(4999), fc.constantFrom(0.01, 0.001, 0.0001), (poisonous, rate) => {
        expect(stopsAt(5000, rate, (index) => index === poisonous)).toBeNull();
      }),
    );
  });

  test("an API that refuses everything stops the run after a few", () => {
    expect(stopsAt(5000, 0.01, () => true)).toBe(5);
    expect(stopsAt(5000, 0.1, () => true)).toBe(11);
    expect(stopsAt(5000, 0.5, () => true)).toBe(51);
  });

  test("a rate above the limit stops the run, a rate at or below it does not", () => {
    expect(stopsAt(5000, 0.01, (index) => index % 100 === 99)).toBeNull();
    expect(stopsAt(5000, 0.01, (index) => index % 50 === 49)).toBe(250);
  });

  test("a run of a few users is not stopped by a few failures", () => {
    expect(stopsAt(4, 0.01, () => true)).toBeNull();
    expect(stopsAt(20, 0.01, (index) => index < 4)).toBeNull();
  });

  test("with a limit of all, nothing stops the run", () => {
    expect(stopsAt(500, 1, () => true)).toBeNull();
  });

  test("failures only count up: more of them never make a stopped run good", () => {
    fc.assert(
      fc.property(fc.nat(10_000), fc.nat(10_000), fc.nat(100), (handled, failed, more) => {
        fc.pre(failed + more <= handled);
        if (errorRateExceeded(limits, { handled, failed })) {
          expect(errorRateExceeded(limits, { handled, failed: failed + more })).toBe(true);
        }
      }),
    );
  });
});

test("a plan expires after its age, not at it", () => {
  const now = new Date("2026-03-02T12:00:00Z");
  expect(planExpired(limits, { plannedAt: new Date("2026-03-01T12:00:00Z"), now })).toBe(false);
  expect(planExpired(limits, { plannedAt: new Date("2026-03-01T11:59:59.999Z"), now })).toBe(true);
});

describe("the cost", () => {
  test("of requests is their time at the sustained rate of the slower quota", () => {
    const rates = { rest: 7.2, batch: 0.8 };
    expect(estimateCost({ rest: 720, batch: 0 }, rates).seconds).toBeCloseTo(100);
    expect(estimateCost({ rest: 720, batch: 160 }, rates).seconds).toBeCloseTo(200);
    expect(estimateCost({ rest: 0, batch: 0 }, rates)).toEqual({
      requests: { rest: 0, batch: 0 },
      seconds: 0,
    });
  });

  test("of requests that no rate allows is refused, not infinite", () => {
    expect(() => estimateCost({ rest: 1, batch: 0 }, { rest: 0, batch: 1 })).toThrow(RangeError);
    expect(() => estimateCost({ rest: 1, batch: 0 }, { rest: Number.NaN, batch: 1 })).toThrow(RangeError);
    expect(estimateCost({ rest: 1, batch: 0 }, { rest: 1, batch: 0 }).seconds).toBe(1);
  });
});
