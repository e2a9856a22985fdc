import { expect, test, vi } from "vitest";
import { BarView } from "../../src/cli/io/progress.js";

/** What a person saw, one entry for each time that the line was written. */
function shown(columns: number | undefined, work: (view: BarView) => void): string[] {
  let text = "";
  const terminal = { write: (part: string) => (text += part), ...(columns && { columns }) };
  work(new BarView(terminal, "users"));
  return text.split("\r\x1b[K").slice(1);
}

test("the bar is as full as the work is done, with count, pace and the time that is left", () => {
  vi.useFakeTimers({ now: 0, toFake: ["Date", "performance"] });
  const lines = shown(200, (view) => {
    view.show({ label: "Scrubbing", done: 0, total: 2_000 });
    vi.advanceTimersByTime(1_000);
    view.show({ label: "Scrubbing", done: 500, total: 2_000 });
    view.end();
  });
  expect(lines).toEqual([
    `Scrubbing  ${"-".repeat(40)}  0 of 2,000 users  0/s  – left`,
    `Scrubbing  ${"=".repeat(10)}${"-".repeat(30)}  500 of 2,000 users  500/s  3 s left\n`,
  ]);
  vi.useRealTimers();
});

test("a step of which nobody knows the end has no bar", () => {
  const lines = shown(200, (view) => {
    view.show({ label: "Scanning", done: 7, total: undefined });
    view.end();
  });
  expect(lines).toEqual(["Scanning  7 users  0/s\n"]);
});

test("a step keeps its last line when the next begins", () => {
  vi.useFakeTimers({ now: 0, toFake: ["Date", "performance"] });
  const lines = shown(200, (view) => {
    view.show({ label: "Scanning", done: 1, total: undefined });
    view.show({ label: "Scanning", done: 9, total: undefined });
    view.show({ label: "Scrubbing", done: 0, total: undefined });
    view.end();
  });
  expect(lines.map((line) => line.split("  ").slice(0, 2))).toEqual([
    ["Scanning", "1 users"],
    ["Scanning", "9 users"],
    ["Scrubbing", "0 users"],
  ]);
  expect(lines.map((line) => line.endsWith("\n"))).toEqual([false, true, true]);
  vi.useRealTimers();
});

test.each([undefined, 40])("a line never wraps, on a terminal of %s columns", (columns) => {
  const [line = ""] = shown(columns, (view) =>
    view.show({ label: "Scrubbing", done: 1_000_000, total: 2_000_000 }),
  );
  expect(line).toHaveLength((columns ?? 80) - 1);
});

test("where there is little room, the bar is shorter and the figures are whole", () => {
  const [line] = shown(80, (view) => view.show({ label: "Scrubbing", done: 1_000_000, total: 2_000_000 }));
  expect(line).toBe(
    `Scrubbing  ${"=".repeat(13)}${"-".repeat(12)}  1,000,000 of 2,000,000 users  0/s  – left`,
  );
});

test("nothing is written for a work without a step", () => {
  expect(shown(80, (view) => view.end())).toEqual([]);
});
