import { DELIVERY_LIFECYCLE, DELIVERY_STEPS } from "../src/model/delivery-lifecycle.js";
import { lifecycleTable } from "../src/model/lifecycle.js";
import { REQUEST_LIFECYCLE, REQUEST_STEPS } from "../src/model/request-lifecycle.js";
import { RUN_LIFECYCLE, RUN_STEPS } from "../src/model/run-lifecycle.js";
import { SLOT_LIFECYCLE, SLOT_STEPS } from "../src/model/slot-lifecycle.js";
import { WATCH_LIFECYCLE, WATCH_STEPS } from "../src/model/watch-lifecycle.js";

const LIFECYCLES = {
  "Erasure requests": lifecycleTable(REQUEST_LIFECYCLE, REQUEST_STEPS),
  Runs: lifecycleTable(RUN_LIFECYCLE, RUN_STEPS),
  "Watches and replays": lifecycleTable(WATCH_LIFECYCLE, WATCH_STEPS),
  "Times of a schedule": lifecycleTable(SLOT_LIFECYCLE, SLOT_STEPS),
  "Messages to other systems": lifecycleTable(DELIVERY_LIFECYCLE, DELIVERY_STEPS),
};

export const lifecyclesPage = (): string =>
  ["# Lifecycles", ...Object.entries(LIFECYCLES).map(([title, table]) => `## ${title}\n\n${table}`)].join(
    "\n\n",
  );
