import type { FaultInjector } from "./api/fault-injector.js";
import type { CheckedOptions } from "./options.js";
import type { Stats } from "./api/stats.js";
import type { World } from "./store/world.js";

/** Everything that a reset makes anew: the app, and what stands before its API. */
export interface SandboxData extends World {
  faults: FaultInjector;
  stats: Stats;
  options: CheckedOptions;
}
