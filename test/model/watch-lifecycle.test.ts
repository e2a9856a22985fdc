import { expect, test } from "vitest";
import { statesBefore } from "../../src/model/lifecycle.js";
import {
  CANCELLABLE_WATCH_STATES,
  ENDED_WATCH_STATES,
  WATCH_LIFECYCLE,
  WATCH_STATES,
} from "../../src/model/watch-lifecycle.js";
import { checkLifecycle } from "./check-lifecycle.js";

checkLifecycle(WATCH_LIFECYCLE, ["scanning"]);

test("its states keep their names and their order", () => {
  expect(WATCH_STATES).toEqual(["scanning", "scrubbing", "done", "failed", "cancelled"]);
});

test("what follows from the table", () => {
  expect(CANCELLABLE_WATCH_STATES).toEqual(["scanning", "scrubbing"]);
  expect(ENDED_WATCH_STATES).toEqual(["done", "failed", "cancelled"]);
  expect(statesBefore(WATCH_LIFECYCLE, "look")).toEqual(["scanning"]);
  expect(statesBefore(WATCH_LIFECYCLE, "settle")).toEqual(["scrubbing"]);
});
