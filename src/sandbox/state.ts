import { ConversationStore } from "./store/conversations.js";
import { importFolder } from "./transfer/exporter-folder.js";
import { putMessage } from "./transfer/snapshot-import.js";
import { FaultInjector } from "./api/fault-injector.js";
import { Changes } from "./store/changes.js";
import { FileStore } from "./store/files.js";
import { Journal } from "./store/journal.js";
import { Presence } from "./store/presence.js";
import { Settings } from "./store/settings.js";
import { TokenBucket } from "./api/token-bucket.js";
import type { CheckedOptions } from "./options.js";
import { People } from "./invented/people.js";
import { randomSequence } from "./invented/random.js";
import { Stats, type MeterName } from "./api/stats.js";
import { Threads } from "./invented/threads.js";
import { UserStore } from "./store/users.js";
import type { SandboxData } from "./sandbox-data.js";
import { ReturningClients } from "./clients/returning-clients.js";
import { Webhooks } from "./webhooks/webhooks.js";
import type { WebhookStats } from "./webhooks/sender.js";

const monotonic = () => performance.now();

/** The data as it is now, and the way back to its beginning. */
export class State {
  readonly #closing = new AbortController();
  #origin = "";
  #webhooks: Webhooks;
  #buckets: Record<MeterName, TokenBucket> | undefined;
  readonly #onReset = new Set<() => void>();
  /** Browsers that come back; a reset leaves them what their pages hold. */
  readonly clients: ReturningClients;

  private constructor(
    readonly options: CheckedOptions,
    public data: SandboxData,
  ) {
    this.#buckets = bucketsOf(options);
    this.#webhooks = new Webhooks(data, this.#closing.signal);
    this.clients = new ReturningClients(data, options, this.#closing.signal);
  }

  get webhookStats(): WebhookStats {
    return this.#webhooks.stats;
  }

  notifyNow(): void {
    this.#webhooks.notifyNow();
  }

  /** Where files are served, once the sandbox listens; a reset keeps it. */
  set origin(url: string) {
    this.#origin = url;
    this.data.files.origin = url;
  }

  static async create(options: CheckedOptions): Promise<State> {
    return new State(options, await dataOf(options));
  }

  /** Calls whoever holds something of the data once there is other data. */
  onReset(listener: () => void): void {
    this.#onReset.add(listener);
  }

  /** True: go. False: over the limit. A promise: go when it resolves. */
  admit(meter: MeterName): boolean | Promise<void> {
    return this.#buckets === undefined || this.#buckets[meter].admit();
  }

  /** Everything as it was at the start: data, journal, stats, limits; no faults. */
  async reset(): Promise<void> {
    this.data = await dataOf(this.options);
    this.data.files.origin = this.#origin;
    this.#webhooks.close();
    this.#webhooks = new Webhooks(this.data, this.#closing.signal);
    this.release();
    this.#buckets = bucketsOf(this.options);
    for (const listener of this.#onReset) listener();
  }

  /** Nothing goes out any more, and nobody waits. */
  close(): void {
    this.#closing.abort();
    this.#webhooks.close();
    this.release();
  }

  release(): void {
    this.#buckets?.rest.release();
    this.#buckets?.batch.release();
  }
}

function bucketsOf({ limits }: CheckedOptions): Record<MeterName, TokenBucket> | undefined {
  if (limits === "unlimited") return undefined;
  return { rest: new TokenBucket(limits.rest, monotonic), batch: new TokenBucket(limits.batch, monotonic) };
}

async function dataOf(options: CheckedOptions): Promise<SandboxData> {
  const startedAt = monotonic();
  const people = new People(options.seed, options.users, options.now);
  const threads = new Threads(people, (file) => files.urlOf(file));
  const files: FileStore = new FileStore(threads);
  const data: SandboxData = {
    users: new UserStore(people),
    conversations: new ConversationStore(threads),
    files,
    presence: new Presence(),
    journal: new Journal(),
    changes: new Changes(),
    settings: new Settings(options.settings),
    faults: new FaultInjector(randomSequence(options.seed)),
    stats: new Stats(options.limits, monotonic),
    options,
    now: () => Math.floor(options.now + monotonic() - startedAt),
  };
  if (options.importFolder === undefined) return data;
  const { users, conversations, messages } = await importFolder(options.importFolder, options.appId);
  for (const user of users) data.users.put(user);
  for (const conversation of conversations) data.conversations.put(conversation);
  for (const message of messages) putMessage(data, message);
  return data;
}
