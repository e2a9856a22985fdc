import { expect, test } from "vitest";
import { DELIVERY_LIFE, DELIVERY_STEPS } from "../../src/model/delivery-life.js";
import { drawLife } from "../../src/model/life.js";
import { REQUEST_LIFE, REQUEST_STEPS } from "../../src/model/request-life.js";
import { RUN_LIFE, RUN_STEPS } from "../../src/model/run-life.js";
import { SLOT_LIFE, SLOT_STEPS } from "../../src/model/slot-life.js";
import { WATCH_LIFE, WATCH_STEPS } from "../../src/model/watch-life.js";

test("the drawn lives are those of the tables; `vitest -u` draws them anew", async () => {
  const lives = [
    ["Erasure requests", drawLife(REQUEST_LIFE, REQUEST_STEPS)],
    ["Runs", drawLife(RUN_LIFE, RUN_STEPS)],
    ["Watches and replays", drawLife(WATCH_LIFE, WATCH_STEPS)],
    ["Times of a schedule", drawLife(SLOT_LIFE, SLOT_STEPS)],
    ["Messages to other systems", drawLife(DELIVERY_LIFE, DELIVERY_STEPS)],
  ];
  const page = ["# Lives", ...lives.map(([title, table]) => `## ${title}\n\n${table}`)].join("\n\n");
  await expect(`${page}\n`).toMatchFileSnapshot("../../docs/design/lives.md");
});

test("a way is one row", () => {
  expect(drawLife(DELIVERY_LIFE, DELIVERY_STEPS).split("\n")).toEqual([
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
