import { z } from "zod";
import type { Conversation } from "./conversation.js";
import { type ConversationQuery, listConversations } from "./conversations.js";
import type { Listing } from "./listing.js";
import { type Api, type CallOptions, endpoint } from "./request.js";
import { type User, type UserEdit, UserSchema } from "./user.js";

/** Refers to the user with an ID and holds no data. Every call throws API_ID_UNADDRESSABLE where the ID can't be sent. */
export class UserRef {
  constructor(
    private readonly api: Api,
    readonly id: string,
  ) {}

  /** The user, or null where there is none. */
  async get(options?: CallOptions): Promise<User | null> {
    const request = endpoint("GET /users/{id}", [this.id]);
    return this.api({ ...request, meter: "rest", answer: UserSchema, absent: null }, options);
  }

  /** Changes what the edit names; creates the user, who then needs a `name`. */
  async set(edit: UserEdit, options?: CallOptions): Promise<void> {
    const request = endpoint("PUT /users/{id}", [this.id]);
    await this.api({ ...request, body: JSON.stringify(edit), meter: "rest", answer: z.unknown() }, options);
  }

  /**
   * Creates the user, or does nothing where there is one. The REST API has no such call, so this looks and then
   * writes: who is created by somebody else between the two is changed.
   */
  async createIfNotExists(params: UserEdit & { name: string }, options?: CallOptions): Promise<void> {
    if ((await this.get(options)) === null) await this.set(params, options);
  }

  /**
   * The conversations that the user takes part in.
   * @example
   * for await (const page of talkjs.user(id).conversations({ orderBy: "createdAt" })) …
   * const [latest] = await talkjs.user(id).conversations({ limit: 1 }).page();
   */
  conversations(query: ConversationQuery = {}, options?: CallOptions): Listing<Conversation> {
    return listConversations(
      this.api,
      { route: "GET /users/{id}/conversations", ids: [this.id] },
      query,
      options,
    );
  }

  /** Marks everything that was sent in a conversation as read by the user. */
  async read(conversationId: string, options?: CallOptions): Promise<void> {
    const request = endpoint("PATCH /users/{id}/conversations/{cid}", [this.id, conversationId]);
    const body = JSON.stringify({ readUntil: "sent" });
    await this.api({ ...request, body, meter: "rest", answer: z.unknown() }, options);
  }
}
