import { z } from "zod";
import { type Conversation, type ConversationEdit, ConversationSchema } from "./conversation.js";
import { MessageRef } from "./message-ref.js";
import { Messages } from "./messages.js";
import { ParticipantRef } from "./participant-ref.js";
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

  /** Deletes it for good, with its messages, its data and everybody's taking part. */
  async delete(options?: CallOptions): Promise<void> {
    const request = endpoint("DELETE /conversations/{id}", [this.id]);
    await this.api({ ...request, meter: "rest", answer: z.unknown() }, options);
  }

  get messages(): Messages {
    return new Messages(this.api, this.id);
  }

  message(id: string): MessageRef {
    return new MessageRef(this.api, this.id, id);
  }

  participant(userId: string): ParticipantRef {
    return new ParticipantRef(this.api, this.id, userId);
  }
}
