import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { coded } from "../support/coded.js";
import { meterLimits } from "../../src/quota/limits.js";

const rate = fc.double({ min: 0.01, max: 5000, noNaN: true });
const burst = fc.integer({ min: 1, max: 5000 });
const share = fc.double({ min: 0.01, max: 1, noNaN: true });

describe("The limits of a meter", () => {
  test("are our share of TalkJS's ordinary limits, by default 7.2 requests/s and a burst of 480", () => {
    const limits = meterLimits({ rate: 9, burst: 600 }, 0.8);
    expect(limits.interval).toBe(138_889);
    expect(limits.full).toBe(480 * 138_889);
    expect(limits.tolerance.urgent).toBe(479 * 138_889);
    expect(limits.tolerance.bulk).toBe((479 - 14) * 138_889);
  });

  test("never allow more than the share, in rate or burst, and at least one request", () => {
    fc.assert(
      fc.property(rate, burst, share, (rate, burst, share) => {
        const { interval, full, tolerance } = meterLimits({ rate, burst }, share);
        expect(1e6 / interval).toBeLessThanOrEqual(rate * share * (1 + 1e-9));
        expect(full / interval).toBeCloseTo(Math.max(1, Math.floor(burst * share)), 6);
        expect(tolerance.urgent).toBe(full - interval);
      }),
    );
  });

  test("let the bulk lane keep 20 ms of tolerance where the burst has them, and never more than the urgent lane", () => {
    fc.assert(
      fc.property(rate, burst, share, (rate, burst, share) => {
        const { tolerance } = meterLimits({ rate, burst }, share);
        expect(tolerance.bulk).toBeGreaterThanOrEqual(Math.min(tolerance.urgent, 20_000));
        expect(tolerance.bulk).toBeLessThanOrEqual(tolerance.urgent);
      }),
    );
  });

  test("keep their state for a day, and for twice the time in which a burst refills", () => {
    expect(meterLimits({ rate: 9, burst: 600 }, 0.8).ttl).toBe(86_400_000);
    expect(meterLimits({ rate: 0.001, burst: 100 }, 1).ttl).toBe(200_000_000);
  });

  test.each([
    ["rate", { rate: 0, burst: 1 }, 1],
    ["rate", { rate: NaN, burst: 1 }, 1],
    ["rate", { rate: Infinity, burst: 1 }, 1],
    ["burst", { rate: 1, burst: 0 }, 1],
    ["burst", { rate: 1, burst: 1e30 }, 1],
    ["share", { rate: 1, burst: 1 }, 0],
    ["share", { rate: 1, burst: 1 }, 1.1],
  ])("are refused with the name of the setting when the %s makes no quota", (setting, meter, share) => {
    expect(() => meterLimits(meter, share)).toThrow(coded("QUOTA_SETTINGS"));
    expect(() => meterLimits(meter, share)).toThrow(setting);
  });
});
