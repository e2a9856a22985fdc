import { expect, test } from "vitest";
import { leadsTo, statesBefore, statesWhere } from "../../src/model/life.js";
import {
  ENDED_SLOT_STATES,
  SLOT_LIFE,
  SLOT_STATES,
  UNDERWAY_SLOT_STATES,
} from "../../src/model/slot-life.js";
import { checkLife } from "./check-life.js";

checkLife(SLOT_LIFE, ["due"]);

test("its states keep their names and their order", () => {
  expect(SLOT_STATES).toEqual(["due", "running", "waiting", "done", "failed", "braked", "superseded"]);
});

test("what follows from the table", () => {
  expect(UNDERWAY_SLOT_STATES).toEqual(["running", "waiting"]);
  expect(ENDED_SLOT_STATES).toEqual(["done", "failed", "braked", "superseded"]);
  expect(statesWhere(SLOT_LIFE, ({ isTold }) => isTold)).toEqual(["waiting", "done", "failed", "braked"]);
  expect(statesBefore(SLOT_LIFE, "begin")).toEqual(["due"]);
});

test("what has ended goes nowhere", () => {
  expect(leadsTo(SLOT_LIFE, "running", "waiting")).toBe(true);
  expect(leadsTo(SLOT_LIFE, "due", "failed")).toBe(true);
  expect(leadsTo(SLOT_LIFE, "done", "running")).toBe(false);
  expect(leadsTo(SLOT_LIFE, "due", "done")).toBe(false);
});
