import { expect, test } from "vitest";
import { statesBefore, statesWhere } from "../../src/model/lifecycle.js";
import { eventWord, REQUEST_EVENTS, stepsAhead } from "../../src/model/request-history.js";
import {
  CANCELLABLE_REQUEST_STATES,
  FINAL_REQUEST_STATES,
  MOVING_REQUEST_STATES,
  REQUEST_LIFECYCLE,
  REQUEST_STATES,
  RETRYABLE_REQUEST_STATES,
  UNBEGUN_REQUEST_STATES,
} from "../../src/model/request-lifecycle.js";
import { checkLifecycle } from "./check-lifecycle.js";

checkLifecycle(REQUEST_LIFECYCLE, ["received"]);

test("its states keep their names and their order", () => {
  expect(REQUEST_STATES).toEqual([
    "received",
    "waiting",
    "resolving",
    "queued",
    "scrubbing",
    "verified",
    "completed",
    "held",
    "partly_retained",
    "not_found",
    "failed",
    "cancelled",
  ]);
  expect(REQUEST_EVENTS).toEqual([...REQUEST_STATES, "extended", "deadline_near", "overdue"]);
});

test("what follows from the table", () => {
  expect(FINAL_REQUEST_STATES).toEqual(["completed", "partly_retained", "not_found", "cancelled"]);
  expect(CANCELLABLE_REQUEST_STATES).toEqual([
    "received",
    "waiting",
    "resolving",
    "queued",
    "held",
    "failed",
  ]);
  expect(RETRYABLE_REQUEST_STATES).toEqual(["failed"]);
  expect(MOVING_REQUEST_STATES).toEqual(["received", "resolving", "queued", "scrubbing", "verified"]);
  expect(UNBEGUN_REQUEST_STATES).toEqual(["received", "resolving", "queued"]);
  expect(new Set(statesWhere(REQUEST_LIFECYCLE, ({ isTold }) => isTold))).toEqual(
    new Set(["completed", "partly_retained", "not_found", "failed", "held", "cancelled"]),
  );
});

test("a step comes from the states that the table has it in, and from no other", () => {
  expect(statesBefore(REQUEST_LIFECYCLE, "begin")).toEqual(["queued"]);
  expect(statesBefore(REQUEST_LIFECYCLE, "end", "not_found")).toEqual(["scrubbing"]);
  expect(statesBefore(REQUEST_LIFECYCLE, "resolve", "not_found")).toEqual(["resolving"]);
  expect(statesBefore(REQUEST_LIFECYCLE, "record")).toEqual(["verified"]);
  expect(statesBefore(REQUEST_LIFECYCLE, "release")).toEqual(["waiting"]);
  expect(statesBefore(REQUEST_LIFECYCLE, "resume")).toEqual(["held"]);
});

test("OpenDSR hears of a state", () => {
  const heard = Object.fromEntries(REQUEST_STATES.map((state) => [state, REQUEST_LIFECYCLE[state].opendsr]));
  expect(heard).toEqual({
    received: ["pending", null],
    waiting: ["pending", null],
    resolving: ["pending", null],
    queued: ["pending", null],
    scrubbing: ["in_progress", null],
    verified: ["in_progress", null],
    held: ["in_progress", "held"],
    failed: ["in_progress", "failed"],
    completed: ["completed", "erased"],
    partly_retained: ["completed", "retained_in_part"],
    not_found: ["completed", "not_found"],
    cancelled: ["cancelled", "cancelled"],
  });
});

test("what can be done about one is said by its ID", () => {
  const commands = REQUEST_STATES.filter((state) => REQUEST_LIFECYCLE[state].advice?.includes("<id>"));
  expect(commands).toEqual(["received", "waiting", "resolving", "queued", "scrubbing", "verified", "failed"]);
  expect(REQUEST_LIFECYCLE.completed.advice).toBeNull();
  expect(REQUEST_LIFECYCLE.cancelled.advice).toBeNull();
});

test("a request knows what is still to come", () => {
  const erase = [
    "Erase at TalkJS",
    "Read everything back",
    "Record it, and remember not to let the data come back",
  ];
  const turn = ["Wait for its turn: the nearest deadline is first", ...erase];
  const find = ["Find who has the e-mail address", ...turn];
  expect(stepsAhead("received", false)).toEqual(turn);
  expect(stepsAhead("received", true)).toEqual(find);
  expect(stepsAhead("waiting", false)).toEqual(turn);
  expect(stepsAhead("waiting", true)).toEqual(find);
  expect(stepsAhead("resolving", true)).toEqual(turn);
  expect(stepsAhead("queued", false)).toEqual(erase);
  expect(stepsAhead("scrubbing", false)).toEqual(erase.slice(1));
  expect(stepsAhead("verified", false)).toEqual(erase.slice(2));
  expect(stepsAhead("held", false)).toEqual(["The legal hold is lifted or ends", ...turn]);
  expect(stepsAhead("failed", false)).toEqual(["Somebody tries it again, or gives it up"]);
  for (const state of FINAL_REQUEST_STATES) expect(stepsAhead(state, false)).toEqual([]);
});

test("everything that is written down of a request has a word", () => {
  expect(REQUEST_EVENTS.map((name) => eventWord(name).text)).toEqual([
    "Received",
    "Waiting period",
    "Looking for the person",
    "Queued",
    "Being erased",
    "Read back blank",
    "Completed",
    "Under legal hold",
    "Partly retained",
    "Nobody found",
    "Failed",
    "Cancelled",
    "Deadline extended",
    "The deadline is near",
    "The deadline has passed",
  ]);
});
