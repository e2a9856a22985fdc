import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { moment } from "../../src/cli/input/moment.js";
import { TextLines } from "../../src/cli/io/text-lines.js";

test.each(["2026", "2026-W48", "20261102", "11:00", "2026-11", "2026-02-30", "today", ""])(
  "%j is no time that a person can have meant",
  (text) => {
    expect(() => moment("start")(text)).toThrow("It must be a date or a time");
  },
);

test("a date is its first or its last instant, a time is itself", () => {
  const day = new Date("2026-11-02T00:00:00");
  expect(moment("start")("2026-11-02")).toBe(day.toISOString());
  expect(moment("end")("2026-11-02")).toBe(new Date(+day + 86_399_999).toISOString());
  expect(moment("start")("2026-11-02T12:00+01:00")).toBe("2026-11-02T11:00:00.000Z");
});

test("a command that is there to be copied keeps its case", () => {
  const stderr = new PassThrough();
  const failure = {
    code: "X",
    message: "whom to erase?",
    remedy: "scrubjay erase <userId…>",
    exitCode: 2,
    frames: [],
  };
  new TextLines(stderr, "warn").fail(failure);
  expect(String(stderr.read())).toMatch(/^Whom to erase\?\nscrubjay erase <userId…>/);
});
