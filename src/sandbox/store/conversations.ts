import type { SandboxConversation, SandboxMessage } from "../shapes/conversation.js";
import { MessageLog } from "./message-log.js";
import type { Threads } from "../invented/threads.js";

/** All conversations and their messages. Synthetic ones are kept only once they changed. */
export class ConversationStore {
  readonly #kept = new Map<string, SandboxConversation>();
  readonly #messages = new Map<string, MessageLog>();
  /** For each user, the conversations among the kept ones that they take or took part in. */
  readonly #keptOf = new Map<string, Set<string>>();
  /** Synthetic ones that were deleted. */
  readonly #gone = new Set<string>();
  /** When something else than a message was activity, in Unix ms by ID. */
  readonly #touched = new Map<string, number>();
  /** Message IDs by conversation and idempotency key. */
  readonly #keys = new Map<string, string>();
  #newestFirst: string[] | undefined;
  #byActivity: string[] | undefined;
  #count: number | undefined;
  #arrivals = 0;

  constructor(readonly threads: Threads) {}

  get(id: string): SandboxConversation | undefined {
    const kept = this.#kept.get(id);
    if (kept !== undefined) return kept;
    const number = this.#numberOf(id);
    return number === undefined ? undefined : this.threads.conversation(number);
  }

  /** How many there are: counted once, then kept. */
  get count(): number {
    this.#count ??= [...this.ids()].length;
    return this.#count;
  }

  has(id: string): boolean {
    return this.#kept.has(id) || this.#numberOf(id) !== undefined;
  }

  put(conversation: SandboxConversation): void {
    const { id } = conversation;
    if (this.get(id)?.createdAt !== conversation.createdAt) this.#forgetOrders();
    this.#kept.set(id, conversation);
    for (const userId of Object.keys(conversation.participants)) {
      const kept = this.#keptOf.get(userId) ?? new Set();
      this.#keptOf.set(userId, kept.add(id));
    }
  }

  /** With its messages. One that is made again by that ID begins empty. */
  delete({ id, participants }: SandboxConversation): void {
    for (const userId of Object.keys(participants)) this.#keptOf.get(userId)?.delete(id);
    this.#kept.delete(id);
    this.#messages.delete(id);
    this.#touched.delete(id);
    if (this.threads.numberOf(id) !== undefined) this.#gone.add(id);
    this.#forgetOrders();
  }

  /** Oldest first; not to be changed. */
  messages(id: string): readonly SandboxMessage[] {
    const kept = this.#messages.get(id);
    if (kept !== undefined) return kept.oldestFirst();
    const number = this.#numberOf(id);
    return number === undefined ? [] : this.threads.messages(number);
  }

  lastMessage(id: string): SandboxMessage | undefined {
    const number = this.#messages.has(id) ? undefined : this.#numberOf(id);
    return number === undefined ? this.messages(id).at(-1) : this.threads.lastMessage(number);
  }

  /** One message of a conversation; undefined where there is none of that ID. */
  message(conversationId: string, id: string): SandboxMessage | undefined {
    const kept = this.#messages.get(conversationId);
    return kept === undefined
      ? this.messages(conversationId).find((message) => message.id === id)
      : kept.get(id);
  }

  /** Adds a message, or replaces the one with its ID. */
  putMessage(message: SandboxMessage): void {
    this.#change(message.conversationId, (log) => log.put(message));
  }

  deleteMessage(conversationId: string, messageId: string): void {
    this.#change(conversationId, (log) => log.delete(messageId));
  }

  /** When a message that was deleted had been created, in Unix ms; undefined of any other. */
  deletedCreatedAt(conversationId: string, messageId: string): number | undefined {
    return this.#messages.get(conversationId)?.deletedCreatedAt(messageId);
  }

  /** Something else than a message counts as its last activity. `at` in Unix ms. */
  touch(id: string, at: number): void {
    this.#touched.set(id, at);
    this.#byActivity = undefined;
  }

  /** When something else than a message counted as activity, in Unix ms. */
  touchedAt(id: string): number | undefined {
    return this.#touched.get(id);
  }

  /** When it was last active, in Unix ms. Assumption: one without messages when it was created. */
  activityAt(id: string): number {
    return Math.max(this.#lastMessageAt(id) ?? this.#createdAt(id), this.#touched.get(id) ?? 0);
  }

  /** An ID for a new message, which an import may not have brought already. */
  nextMessageId(conversationId: string): string {
    for (;;) {
      const id = `msg_new${String(++this.#arrivals).padStart(8, "0")}`;
      if (this.message(conversationId, id) === undefined) return id;
    }
  }

  /** The message that was sent with a key, while it is there. */
  sentWith(conversationId: string, key: string): SandboxMessage | undefined {
    const id = this.#keys.get(JSON.stringify([conversationId, key]));
    return id === undefined ? undefined : this.message(conversationId, id);
  }

  noteKey({ conversationId, id }: SandboxMessage, key: string): void {
    this.#keys.set(JSON.stringify([conversationId, key]), id);
  }

  /** The conversations that a user takes part in or left, in no order. `person` is their number if they are synthetic. */
  ofUser(userId: string, person: number | undefined): SandboxConversation[] {
    const ids = new Set(this.#keptOf.get(userId));
    const numbers = person === undefined ? [] : this.threads.ofPerson(person);
    for (const number of numbers) {
      const id = this.threads.idOf(number);
      if (!this.#gone.has(id)) ids.add(id);
    }
    return [...ids].flatMap((id) => this.get(id) ?? []);
  }

  /** The IDs of all conversations in the order of arrival. */
  *ids(): Generator<string> {
    for (const number of this.threads.all()) {
      const id = this.threads.idOf(number);
      if (!this.#gone.has(id)) yield id;
    }
    for (const id of this.#kept.keys()) if (this.#numberOf(id) === undefined) yield id;
  }

  /** The IDs of all conversations, newest first by creation. Made on the first call and kept until one is added. */
  newestFirst(): readonly string[] {
    this.#newestFirst ??= this.#sorted((id) => this.#createdAt(id));
    return this.#newestFirst;
  }

  /** As above, by their last activity: made anew once one of them moved. */
  lastActiveFirst(): readonly string[] {
    this.#byActivity ??= this.#sorted((id) => this.activityAt(id));
    return this.#byActivity;
  }

  /** Most changes are no activity, and sorting everything anew takes seconds with a million people. */
  #change(id: string, change: (log: MessageLog) => void): void {
    const before = this.#byActivity === undefined ? undefined : this.activityAt(id);
    change(this.#log(id));
    if (before !== undefined && this.activityAt(id) !== before) this.#byActivity = undefined;
  }

  #sorted(time: (id: string) => number): string[] {
    return Array.from(this.ids(), (id) => ({ id, at: time(id) }))
      .reverse()
      .sort((a, b) => b.at - a.at)
      .map(({ id }) => id);
  }

  #forgetOrders(): void {
    this.#count = undefined;
    this.#newestFirst = undefined;
    this.#byActivity = undefined;
  }

  /** Of a synthetic one that is still there as such. */
  #numberOf(id: string): number | undefined {
    return this.#gone.has(id) ? undefined : this.threads.numberOf(id);
  }

  #lastMessageAt(id: string): number | undefined {
    const number = this.#messages.has(id) ? undefined : this.#numberOf(id);
    return number === undefined ? this.messages(id).at(-1)?.createdAt : this.threads.activityAtOf(number);
  }

  #createdAt(id: string): number {
    const number = this.#kept.has(id) ? undefined : this.#numberOf(id);
    return number === undefined ? (this.#kept.get(id)?.createdAt ?? 0) : this.threads.createdAtOf(number);
  }

  #log(id: string): MessageLog {
    const kept = this.#messages.get(id) ?? new MessageLog(this.messages(id));
    this.#messages.set(id, kept);
    return kept;
  }
}
