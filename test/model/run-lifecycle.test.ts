import { expect, test } from "vitest";
import { statesBefore, statesWhere } from "../../src/model/lifecycle.js";
import {
  ACTIVE_RUN_STATES,
  ENDED_RUN_STATES,
  RESUMABLE_RUN_STATES,
  RETRYABLE_RUN_STATES,
  RUN_LIFECYCLE,
  RUN_STATES,
  UNDECIDED_RUN_STATES,
} from "../../src/model/run-lifecycle.js";
import { checkLifecycle } from "./check-lifecycle.js";

// What a run that is done has parked can be tried again, or forgotten.
checkLifecycle(RUN_LIFECYCLE, ["planning"], ["done"]);

test("its states keep their names and their order", () => {
  expect(RUN_STATES).toEqual([
    "planning",
    "planned",
    "refused",
    "plan_failed",
    "applying",
    "stopped",
    "cancelling",
    "cancelled",
    "done",
  ]);
});

test("what follows from the table", () => {
  expect(ACTIVE_RUN_STATES).toEqual(["planning", "applying", "cancelling"]);
  expect(new Set(ENDED_RUN_STATES)).toEqual(new Set(["done", "cancelled", "refused"]));
  expect(new Set(UNDECIDED_RUN_STATES)).toEqual(new Set(["planned", "stopped", "plan_failed"]));
  expect(new Set(RESUMABLE_RUN_STATES)).toEqual(new Set(["stopped", "plan_failed"]));
  expect(new Set(RETRYABLE_RUN_STATES)).toEqual(new Set(["done", "stopped"]));
  const unbegun = statesWhere(RUN_LIFECYCLE, ({ phase }) => phase !== "applied");
  expect(unbegun).toEqual(["planning", "planned", "refused", "plan_failed"]);
  const unplanned = statesWhere(RUN_LIFECYCLE, ({ phase }) => phase === "planning");
  expect(unplanned).toEqual(["planning", "plan_failed"]);
  expect(statesWhere(RUN_LIFECYCLE, ({ isVain }) => isVain)).toEqual(["refused", "cancelling", "cancelled"]);
});

test("batches are worked on while it is applied, and those whose edit had begun while it is cancelled", () => {
  expect(statesWhere(RUN_LIFECYCLE, ({ batches }) => batches === "all")).toEqual(["applying"]);
  expect(statesWhere(RUN_LIFECYCLE, ({ batches }) => batches === "begun")).toEqual(["cancelling"]);
});

test("a step comes from the states that the table has it in, and from no other", () => {
  expect(statesBefore(RUN_LIFECYCLE, "plan")).toEqual(["planning"]);
  expect(statesBefore(RUN_LIFECYCLE, "approve")).toEqual(["planned"]);
  expect(statesBefore(RUN_LIFECYCLE, "pause")).toEqual(["planning", "applying"]);
  expect(statesBefore(RUN_LIFECYCLE, "cancel", "cancelled")).toEqual(["planned", "plan_failed"]);
  expect(statesBefore(RUN_LIFECYCLE, "cancel", "cancelling")).toEqual(["planning", "applying", "stopped"]);
  expect(statesBefore(RUN_LIFECYCLE, "finish", "done")).toEqual(["applying"]);
  expect(statesBefore(RUN_LIFECYCLE, "finish", "cancelled")).toEqual(["cancelling"]);
  expect(statesBefore(RUN_LIFECYCLE, "dismiss")).toEqual(["done"]);
});
