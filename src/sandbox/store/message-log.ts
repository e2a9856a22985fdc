import type { SandboxMessage } from "../shapes/conversation.js";

/** The messages of one conversation, by ID and by time. */
export class MessageLog {
  readonly #byId: Map<string, SandboxMessage>;
  #oldestFirst: SandboxMessage[] | undefined;

  constructor(messages: readonly SandboxMessage[]) {
    this.#byId = new Map(messages.map((message) => [message.id, message]));
  }

  put(message: SandboxMessage): void {
    this.#byId.set(message.id, message);
    this.#oldestFirst = undefined;
  }

  delete(id: string): void {
    this.#byId.delete(id);
    this.#oldestFirst = undefined;
  }

  oldestFirst(): readonly SandboxMessage[] {
    this.#oldestFirst ??= [...this.#byId.values()].sort((a, b) => a.createdAt - b.createdAt);
    return this.#oldestFirst;
  }
}
