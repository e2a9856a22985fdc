import type { SandboxMessage } from "../shapes/conversation.js";

/** The messages of one conversation, by ID and by time. */
export class MessageLog {
  readonly #byId: Map<string, SandboxMessage>;
  /** When those that were deleted were created, in Unix ms: a list may be asked for behind one of them. */
  readonly #deleted = new Map<string, number>();
  #oldestFirst: SandboxMessage[] | undefined;

  constructor(messages: readonly SandboxMessage[]) {
    this.#byId = new Map(messages.map((message) => [message.id, message]));
  }

  put(message: SandboxMessage): void {
    this.#byId.set(message.id, message);
    this.#deleted.delete(message.id);
    this.#oldestFirst = undefined;
  }

  delete(id: string): void {
    const message = this.#byId.get(id);
    if (message === undefined) return;
    this.#byId.delete(id);
    this.#deleted.set(id, message.createdAt);
    this.#oldestFirst = undefined;
  }

  get(id: string): SandboxMessage | undefined {
    return this.#byId.get(id);
  }

  /** Unix ms; undefined unless it was there and was deleted. */
  deletedCreatedAt(id: string): number | undefined {
    return this.#deleted.get(id);
  }

  oldestFirst(): readonly SandboxMessage[] {
    this.#oldestFirst ??= [...this.#byId.values()].sort((a, b) => a.createdAt - b.createdAt);
    return this.#oldestFirst;
  }
}
