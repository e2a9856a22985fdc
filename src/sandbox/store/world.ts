import type { Changes } from "./changes.js";
import type { ConversationStore } from "./conversations.js";
import type { FileStore } from "./files.js";
import type { Journal } from "./journal.js";
import type { Presence } from "./presence.js";
import type { Settings } from "./settings.js";
import type { UserStore } from "./users.js";

/** One app's data, which REST and the Realtime API share, and the rules that it was given. A reset makes it anew. */
export interface World {
  users: UserStore;
  conversations: ConversationStore;
  files: FileStore;
  presence: Presence;
  journal: Journal;
  changes: Changes;
  settings: Settings;
  /** The sandbox's own time, in Unix ms. */
  now: () => number;
}
