import { deliver } from "./deliver.js";
import { feed } from "./feed.js";
import { identify } from "./identify.js";
import { lookup } from "./lookup.js";
import { scan } from "./scan.js";
import { schedule } from "./schedule.js";
import { scrub } from "./scrub.js";
import { watch } from "./watch.js";
import { start } from "./start.js";

/** All background work there is. */
export const jobs = [scan, feed, scrub, start, lookup, deliver, watch, schedule, identify];
