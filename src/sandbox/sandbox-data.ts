import type { ConversationStore } from "./store/conversations.js";
import type { FaultInjector } from "./api/fault-injector.js";
import type { Journal } from "./store/journal.js";
import type { CheckedOptions } from "./options.js";
import type { Stats } from "./api/stats.js";
import type { UserStore } from "./store/users.js";

/** Everything that a reset makes anew. */
export interface SandboxData {
  users: UserStore;
  conversations: ConversationStore;
  journal: Journal;
  faults: FaultInjector;
  stats: Stats;
  options: CheckedOptions;
  /** The sandbox's own time, in Unix ms. */
  now: () => number;
}
