import { expect, test } from "vitest";
import { leadsTo, statesBefore, statesWhere } from "../../src/model/lifecycle.js";
import {
  ENDED_SLOT_STATES,
  SLOT_LIFECYCLE,
  SLOT_STATES,
  UNDERWAY_SLOT_STATES,
} from "../../src/model/slot-lifecycle.js";
import { checkLifecycle } from "./check-lifecycle.js";

checkLifecycle(SLOT_LIFECYCLE, ["due"]);

test("its states keep their names and their order", () => {
  expect(SLOT_STATES).toEqual(["due", "running", "waiting", "done", "failed", "braked", "superseded"]);
});

test("what follows from the table", () => {
  expect(UNDERWAY_SLOT_STATES).toEqual(["running", "waiting"]);
  expect(ENDED_SLOT_STATES).toEqual(["done", "failed", "braked", "superseded"]);
  expect(statesWhere(SLOT_LIFECYCLE, ({ isTold }) => isTold)).toEqual([
    "waiting",
    "done",
    "failed",
    "braked",
  ]);
  expect(statesBefore(SLOT_LIFECYCLE, "begin")).toEqual(["due"]);
});

test("what has ended goes nowhere", () => {
  expect(leadsTo(SLOT_LIFECYCLE, "running", "waiting")).toBe(true);
  expect(leadsTo(SLOT_LIFECYCLE, "due", "failed")).toBe(true);
  expect(leadsTo(SLOT_LIFECYCLE, "done", "running")).toBe(false);
  expect(leadsTo(SLOT_LIFECYCLE, "due", "done")).toBe(false);
});
