import { expect, test } from "vitest";
import { DELIVERY_LIFECYCLE, DELIVERY_STEPS } from "../../src/model/delivery-lifecycle.js";
import { lifecycleTable } from "../../src/model/lifecycle.js";
import { REQUEST_LIFECYCLE, REQUEST_STEPS } from "../../src/model/request-lifecycle.js";
import { RUN_LIFECYCLE, RUN_STEPS } from "../../src/model/run-lifecycle.js";
import { SLOT_LIFECYCLE, SLOT_STEPS } from "../../src/model/slot-lifecycle.js";
import { WATCH_LIFECYCLE, WATCH_STEPS } from "../../src/model/watch-lifecycle.js";

test("the lifecycles on paper are those of the tables; `vitest -u` writes them anew", async () => {
  const lifecycles = [
    ["Erasure requests", lifecycleTable(REQUEST_LIFECYCLE, REQUEST_STEPS)],
    ["Runs", lifecycleTable(RUN_LIFECYCLE, RUN_STEPS)],
    ["Watches and replays", lifecycleTable(WATCH_LIFECYCLE, WATCH_STEPS)],
    ["Times of a schedule", lifecycleTable(SLOT_LIFECYCLE, SLOT_STEPS)],
    ["Messages to other systems", lifecycleTable(DELIVERY_LIFECYCLE, DELIVERY_STEPS)],
  ];
  const page = ["# Lifecycles", ...lifecycles.map(([title, table]) => `## ${title}\n\n${table}`)].join(
    "\n\n",
  );
  await expect(`${page}\n`).toMatchFileSnapshot("../../docs/design/lifecycles.md");
});

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
