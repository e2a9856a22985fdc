import { expect, test } from "vitest";
import { DELIVERY_LIFE, DELIVERY_STATES, RETRYABLE_DELIVERY_STATES } from "../../src/model/delivery-life.js";
import { statesBefore } from "../../src/model/life.js";
import { checkLife } from "./check-life.js";

checkLife(DELIVERY_LIFE, ["pending"]);

test("its states keep their names and their order", () => {
  expect(DELIVERY_STATES).toEqual(["pending", "delivered", "parked"]);
});

test("what follows from the table", () => {
  expect(RETRYABLE_DELIVERY_STATES).toEqual(["parked"]);
  expect(statesBefore(DELIVERY_LIFE, "deliver")).toEqual(["pending", "parked"]);
  expect(statesBefore(DELIVERY_LIFE, "park")).toEqual(["pending"]);
});
