import { z } from "zod";
import { type Conversation, type ConversationEdit, ConversationSchema } from "./conversation.js";
import { type Api, type CallOptions, endpoint } from "./request.js";

/** Refers to the conversation with an ID and holds no data. Throws API_ID_UNADDRESSABLE as UserRef does. */
export class ConversationRef {
  constructor(
    private readonly api: Api,
    readonly id: string,
  ) {}

  /** The conversation, or null where there is none. */
  async get(options?: CallOptions): Promise<Conversation | null> {
    const request = endpoint("GET /conversations/{id}", [this.id]);
    return this.api({ ...request, meter: "rest", answer: ConversationSchema, absent: null }, options);
  }

  /** Changes what the edit names; creates the conversation where there is none. */
  async set(edit: ConversationEdit, options?: CallOptions): Promise<void> {
    const request = endpoint("PUT /conversations/{id}", [this.id]);
    await this.api({ ...request, body: JSON.stringify(edit), meter: "rest", answer: z.unknown() }, options);
  }
}
