import { expect, test } from "vitest";
import {
  DELIVERY_LIFECYCLE,
  DELIVERY_STATES,
  RETRYABLE_DELIVERY_STATES,
} from "../../src/model/delivery-lifecycle.js";
import { statesBefore } from "../../src/model/lifecycle.js";
import { checkLifecycle } from "./check-lifecycle.js";

checkLifecycle(DELIVERY_LIFECYCLE, ["pending"]);

test("its states keep their names and their order", () => {
  expect(DELIVERY_STATES).toEqual(["pending", "delivered", "parked"]);
});

test("what follows from the table", () => {
  expect(RETRYABLE_DELIVERY_STATES).toEqual(["parked"]);
  expect(statesBefore(DELIVERY_LIFECYCLE, "deliver")).toEqual(["pending", "parked"]);
  expect(statesBefore(DELIVERY_LIFECYCLE, "park")).toEqual(["pending"]);
});
