import { expect, it } from "vitest";
import { LateError, within } from "../src/base/within.js";

const never = new Promise<never>(() => undefined);

it("settles as the work does when that is in time", async () => {
  await expect(within(60_000, Promise.resolve("done"))).resolves.toBe("done");
  await expect(within(60_000, Promise.reject(new RangeError("no")))).rejects.toThrow(RangeError);
});

it("leaves no timer behind", async () => {
  const timers = () => process.getActiveResourcesInfo().filter((resource) => resource === "Timeout").length;
  const before = timers();
  await within(3_600_000, Promise.resolve());
  await within(3_600_000, Promise.reject(new Error("no"))).catch(() => undefined);
  expect(timers()).toBeLessThanOrEqual(before);
});

it("throws when the work takes longer, and answers something else where that is wanted", async () => {
  await expect(within(1, never)).rejects.toThrow(LateError);
  await expect(within(1, never, () => "late")).resolves.toBe("late");
  await expect(
    within(1, never, () => {
      throw new TypeError("late");
    }),
  ).rejects.toThrow(TypeError);
});

it("hears of no failure that comes too late", async () => {
  let fail: (error: Error) => void = () => undefined;
  const work = new Promise<never>((_, reject) => (fail = reject));
  await expect(within(1, work)).rejects.toThrow(LateError);
  // An unhandled rejection would fail this test.
  fail(new Error("too late"));
  await new Promise((resolve) => setImmediate(resolve));
});
