import { z } from "zod";
import { type Api, type CallOptions, endpoint } from "./request.js";

const PARTICIPANT = "/conversations/{id}/participants/{userId}" as const;

/** Refers to somebody's taking part in a conversation. Throws API_ID_UNADDRESSABLE as UserRef does. */
export class ParticipantRef {
  readonly #ids: readonly [conversation: string, user: string];

  constructor(
    private readonly api: Api,
    conversationId: string,
    userId: string,
  ) {
    this.#ids = [conversationId, userId];
  }

  /** Has them take part, as whoever may read and write. */
  async join(options?: CallOptions): Promise<void> {
    const request = endpoint(`PUT ${PARTICIPANT}`, this.#ids);
    const body = JSON.stringify({ access: "ReadWrite" });
    await this.api({ ...request, body, meter: "rest", answer: z.unknown() }, options);
  }

  /** Has them leave. What they wrote stays. */
  async leave(options?: CallOptions): Promise<void> {
    const request = endpoint(`DELETE ${PARTICIPANT}`, this.#ids);
    await this.api({ ...request, meter: "rest", answer: z.unknown() }, options);
  }

  /** Where mail is taken for a message of theirs. */
  async inboundAddress(options?: CallOptions): Promise<string> {
    const request = endpoint(`GET ${PARTICIPANT}/email`, this.#ids);
    const answer = z.looseObject({ emailAddress: z.string() });
    return (await this.api({ ...request, meter: "rest", answer }, options)).emailAddress;
  }
}
