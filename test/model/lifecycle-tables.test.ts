import { expect, test } from "vitest";
import { DELIVERY_LIFECYCLE, DELIVERY_STEPS } from "../../src/model/delivery-lifecycle.js";
import { lifecycleTable } from "../../src/model/lifecycle.js";

test("a way is one row", () => {
  expect(lifecycleTable(DELIVERY_LIFECYCLE, DELIVERY_STEPS).split("\n")).toEqual([
    "| from    | step    | by      | when                                               | to        |",
    "| ------- | ------- | ------- | -------------------------------------------------- | --------- |",
    "| pending | deliver | service | the receiver has it                                | delivered |",
    "| pending | park    | service | given up after days, or the address is not allowed | parked    |",
    "| parked  | retry   | person  | it is tried again as if it were new                | pending   |",
    "| parked  | deliver | service | the receiver has it after all                      | delivered |",
    "",
    "Over in: `delivered`.",
  ]);
});
