import type { ConversationStore } from "./conversations.js";
import type { FaultInjector } from "./fault-injector.js";
import type { Journal } from "./journal.js";
import type { CheckedOptions } from "./options.js";
import type { Stats } from "./stats.js";
import type { UserStore } from "./users.js";

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
