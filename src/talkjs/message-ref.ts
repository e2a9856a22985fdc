import { z } from "zod";
import { type Message, type MessageEdit, MessageSchema } from "./message.js";
import { type Api, type CallOptions, endpoint } from "./request.js";

const MESSAGE = "/conversations/{id}/messages/{mid}" as const;
const REACTION = `${MESSAGE}/reactions/{emoji}/{userId}` as const;

/** Refers to a message and holds no data. Throws API_ID_UNADDRESSABLE as UserRef does. */
export class MessageRef {
  readonly #ids: readonly [conversation: string, message: string];

  constructor(
    private readonly api: Api,
    conversationId: string,
    readonly id: string,
  ) {
    this.#ids = [conversationId, id];
  }

  /** The message, or null where there is none. */
  async get(options?: CallOptions): Promise<Message | null> {
    const request = endpoint(`GET ${MESSAGE}`, this.#ids);
    return this.api({ ...request, meter: "rest", answer: MessageSchema, absent: null }, options);
  }

  /** Changes what the edit names. */
  async set(edit: MessageEdit, options?: CallOptions): Promise<void> {
    const request = endpoint(`PUT ${MESSAGE}`, this.#ids);
    await this.api({ ...request, body: JSON.stringify(edit), meter: "rest", answer: z.unknown() }, options);
  }

  /** Deletes it for good. */
  async delete(options?: CallOptions): Promise<void> {
    const request = endpoint(`DELETE ${MESSAGE}`, this.#ids);
    await this.api({ ...request, meter: "rest", answer: z.unknown() }, options);
  }

  /** Has a user react. */
  async addReaction(emoji: string, userId: string, options?: CallOptions): Promise<void> {
    const request = endpoint(`PUT ${REACTION}`, [...this.#ids, emoji, userId]);
    await this.api({ ...request, meter: "rest", answer: z.unknown() }, options);
  }

  /** Takes a user's reaction away. */
  async removeReaction(emoji: string, userId: string, options?: CallOptions): Promise<void> {
    const request = endpoint(`DELETE ${REACTION}`, [...this.#ids, emoji, userId]);
    await this.api({ ...request, meter: "rest", answer: z.unknown() }, options);
  }
}
