import { z } from "zod";
import { failure } from "../base/errors.js";
import { Listing } from "./listing.js";
import { type Message, type NewMessage, MessageSchema } from "./message.js";
import { type Api, type CallOptions, endpoint } from "./request.js";

/** The most messages that the API lists on a page. */
export const MESSAGES_PER_PAGE = 100;
/** The most messages that the API takes in one call. */
export const MESSAGES_PER_CALL = 10;

export interface MessageQuery {
  /** Lists the messages before this one, newest first. */
  startingAfter?: string | undefined;
  /** Messages a page, 1–100. @default 100 */
  limit?: number | undefined;
}

/** All messages of a conversation. */
export class Messages {
  constructor(
    private readonly api: Api,
    private readonly conversationId: string,
  ) {}

  /** One page, newest first; empty only when the API says that there are none (more). */
  page(
    { startingAfter, limit = MESSAGES_PER_PAGE }: MessageQuery = {},
    options?: CallOptions,
  ): Promise<Message[]> {
    const where = { route: "GET /conversations/{id}/messages", ids: [this.conversationId] } as const;
    return new Listing(this.api, { ...where, item: MessageSchema, limit, startingAfter }, options).page();
  }

  /**
   * Sends up to 10 messages. A call whose answer got lost is sent again, and then they stand there twice.
   * @returns their IDs, in order.
   * @throws API_TOO_MANY before anything is sent
   */
  async send(messages: readonly NewMessage[], options?: CallOptions): Promise<string[]> {
    if (messages.length > MESSAGES_PER_CALL)
      throw failure("API_TOO_MANY", { most: MESSAGES_PER_CALL, what: "messages" });
    const request = endpoint("POST /conversations/{id}/messages", [this.conversationId]);
    const answer = z.array(z.looseObject({ id: z.string() })).length(messages.length);
    const sent = await this.api(
      { ...request, body: JSON.stringify(messages), meter: "rest", answer },
      options,
    );
    return sent.map(({ id }) => id);
  }
}
