import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { repeat } from "../../src/wiring/repeat.js";
import { latch, type Latch } from "../support/latch.js";

const EVERY_MS = 1_000;

beforeEach(() => void vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] }));
afterEach(() => void vi.useRealTimers());

/** Work whose end the test decides. */
function slowWork() {
  const begun: Latch[] = [];
  const work = () => {
    const end = latch("the end of the work");
    begun.push(end);
    return end.opened();
  };
  return { begun, work };
}

const unexpected = (error: unknown) => expect.unreachable(String(error));

test("work is done at once, and again each time", async () => {
  const work = vi.fn(() => Promise.resolve());
  const repetition = repeat(work, EVERY_MS, unexpected);
  expect(work).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(EVERY_MS - 1);
  expect(work).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(work).toHaveBeenCalledTimes(2);
  await vi.advanceTimersByTimeAsync(3 * EVERY_MS);
  expect(work).toHaveBeenCalledTimes(5);
  await repetition.end();
});

test("work that takes longer than that isn't begun a second time beside itself", async () => {
  const { begun, work } = slowWork();
  const repetition = repeat(work, EVERY_MS, unexpected);
  await vi.advanceTimersByTimeAsync(5 * EVERY_MS);
  expect(begun).toHaveLength(1);
  begun[0]?.open();
  await repetition.now();
  await vi.advanceTimersByTimeAsync(EVERY_MS);
  expect(begun).toHaveLength(2);
  begun[1]?.open();
  await repetition.end();
});

test("who wants it now gets what is going on, or else a new one", async () => {
  const { begun, work } = slowWork();
  const repetition = repeat(work, EVERY_MS, unexpected);
  const [one, other] = [repetition.now(), repetition.now()];
  expect(begun).toHaveLength(1);
  begun[0]?.open();
  await Promise.all([one, other]);
  const next = repetition.now();
  expect(begun).toHaveLength(2);
  begun[1]?.open();
  await next;
  await repetition.end();
});

test.each([
  ["that rejects", () => Promise.reject(new Error("away"))],
  [
    "that throws",
    () => {
      throw new Error("away");
    },
  ],
])("a failure %s is told, and the next time makes up for it", async (_, failing) => {
  const work = vi.fn<() => Promise<void>>(() => Promise.resolve()).mockImplementationOnce(failing);
  const onFailure = vi.fn();
  const repetition = repeat(work, EVERY_MS, onFailure);
  await expect(repetition.now()).resolves.toBeUndefined();
  expect(onFailure).toHaveBeenCalledExactlyOnceWith(new Error("away"));
  await vi.advanceTimersByTimeAsync(EVERY_MS);
  await repetition.end();
  expect([work, onFailure].map(({ mock }) => mock.calls.length)).toEqual([2, 1]);
});

test("its end waits for what is going on, and nothing is begun after it", async () => {
  const { begun, work } = slowWork();
  const repetition = repeat(work, EVERY_MS, unexpected);
  const ended = vi.fn();
  const ending = Promise.all([repetition.end(), repetition.end()]).then(ended);
  await vi.advanceTimersByTimeAsync(EVERY_MS);
  expect(ended).not.toHaveBeenCalled();
  begun[0]?.open();
  await ending;
  await vi.advanceTimersByTimeAsync(5 * EVERY_MS);
  expect(begun).toHaveLength(1);
  await repetition.end();
});
