import { ConversationStore } from "./conversations.js";
import { importFolder } from "./exporter-folder.js";
import { FaultInjector } from "./fault-injector.js";
import { Journal } from "./journal.js";
import { Lane } from "./lane.js";
import type { CheckedOptions } from "./options.js";
import { People } from "./people.js";
import { randomSequence } from "./random.js";
import { Stats, type LaneName } from "./stats.js";
import { Threads } from "./threads.js";
import { UserStore } from "./users.js";
import type { World } from "./world.js";

const monotonic = () => performance.now();

/** The world as it is now, and the way back to its beginning. */
export class State {
  #lanes: Record<LaneName, Lane> | undefined;

  private constructor(
    readonly options: CheckedOptions,
    public world: World,
  ) {
    this.#lanes = lanesOf(options);
  }

  static async create(options: CheckedOptions): Promise<State> {
    return new State(options, await worldOf(options));
  }

  /** True: go. False: over the limit. A promise: go when it resolves. */
  admit(lane: LaneName): boolean | Promise<void> {
    return this.#lanes === undefined || this.#lanes[lane].admit();
  }

  /** Everything as it was at the start: data, journal, stats, limits; no faults. */
  async reset(): Promise<void> {
    this.world = await worldOf(this.options);
    this.release();
    this.#lanes = lanesOf(this.options);
  }

  release(): void {
    this.#lanes?.rest.release();
    this.#lanes?.batch.release();
  }
}

function lanesOf({ limits }: CheckedOptions): Record<LaneName, Lane> | undefined {
  if (limits === "unlimited") return undefined;
  return { rest: new Lane(limits.rest, monotonic), batch: new Lane(limits.batch, monotonic) };
}

async function worldOf(options: CheckedOptions): Promise<World> {
  const startedAt = monotonic();
  const people = new People(options.seed, options.users, options.now);
  const world: World = {
    users: new UserStore(people),
    conversations: new ConversationStore(new Threads(people)),
    journal: new Journal(),
    faults: new FaultInjector(randomSequence(options.seed)),
    stats: new Stats(options.limits, monotonic),
    options,
    now: () => Math.floor(options.now + monotonic() - startedAt),
  };
  if (options.importFolder === undefined) return world;
  const { users, conversations, messages } = await importFolder(options.importFolder, options.appId);
  for (const user of users) world.users.put(user);
  for (const conversation of conversations) world.conversations.put(conversation);
  for (const message of messages) world.conversations.putMessage(message);
  return world;
}
