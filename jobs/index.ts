import { feed } from "./feed.js";
import { scan } from "./scan.js";
import { scrub } from "./scrub.js";

/** All background work there is. */
export const jobs = [scan, feed, scrub];
