import { expect, test } from "vitest";
import { statesBefore } from "../../src/model/life.js";
import {
  CANCELLABLE_WATCH_STATES,
  ENDED_WATCH_STATES,
  WATCH_LIFE,
  WATCH_STATES,
} from "../../src/model/watch-life.js";
import { checkLife } from "./check-life.js";

checkLife(WATCH_LIFE, ["scanning"]);

test("its states keep their names and their order", () => {
  expect(WATCH_STATES).toEqual(["scanning", "scrubbing", "done", "failed", "cancelled"]);
});

test("what follows from the table", () => {
  expect(CANCELLABLE_WATCH_STATES).toEqual(["scanning", "scrubbing"]);
  expect(ENDED_WATCH_STATES).toEqual(["done", "failed", "cancelled"]);
  expect(statesBefore(WATCH_LIFE, "look")).toEqual(["scanning"]);
  expect(statesBefore(WATCH_LIFE, "settle")).toEqual(["scrubbing"]);
});
