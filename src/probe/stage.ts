import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { TalkJS } from "../talkjs/client.js";
import type { Conversation } from "../talkjs/conversation.js";
import type { ConversationRef } from "../talkjs/conversation-ref.js";
import type { FileLooks } from "../talkjs/file-looks.js";
import type { Message, NewMessage } from "../talkjs/message.js";
import type { MessageRef } from "../talkjs/message-ref.js";
import { seen } from "./attempt.js";
import { PEOPLE, PREFIX, type Person } from "./people.js";

const SUFFIX_BYTES = 8;

export interface StageOptions {
  talkjs: TalkJS;
  files: FileLooks;
  /** Milliseconds before each further look at what may show late. */
  waits: readonly number[];
}

/** Where questions are asked: invented people in a conversation that is thrown away. */
export class Stage {
  readonly talkjs: TalkJS;
  readonly files: FileLooks;
  readonly conversation: ConversationRef;
  readonly #waits: readonly number[];

  constructor(
    { talkjs, files, waits }: StageOptions,
    /** Ends every call. */
    readonly signal: AbortSignal,
    conversationId = PREFIX + randomBytes(SUFFIX_BYTES).toString("hex"),
  ) {
    this.talkjs = talkjs;
    this.files = files;
    this.conversation = talkjs.conversation(conversationId);
    this.#waits = waits;
  }

  /** The same stage, whose calls end with another signal. */
  until(signal: AbortSignal): Stage {
    const { talkjs, files, conversation } = this;
    return new Stage({ talkjs, files, waits: this.#waits }, signal, conversation.id);
  }

  get call(): { signal: AbortSignal } {
    return { signal: this.signal };
  }

  /** A message that `a` sends now. */
  async say(text: string, more: { referencedMessageId?: string } = {}): Promise<MessageRef> {
    return this.send({ type: "UserMessage", sender: PEOPLE.a.id, text, ...more });
  }

  async send(message: NewMessage): Promise<MessageRef> {
    const [id] = await this.conversation.messages.send([message], this.call);
    return this.conversation.message(seen(id));
  }

  /** A message as it is now. @throws UnseenError where it isn't shown. */
  async read(message: MessageRef): Promise<Message> {
    return seen(await message.get(this.call));
  }

  async readConversation(): Promise<Conversation> {
    return seen(await this.conversation.get(this.call));
  }

  participant(person: Person) {
    return this.conversation.participant(PEOPLE[person].id);
  }

  /** Looks until it is so, a few times; what it was at last, where it never is. */
  async eventually<T>(look: () => Promise<T>, isSo: (found: T) => boolean): Promise<T> {
    let found = await look();
    for (const ms of this.#waits) {
      if (isSo(found)) return found;
      await this.pause(ms);
      found = await look();
    }
    return found;
  }

  async pause(ms: number): Promise<void> {
    await sleep(ms, undefined, this.call);
  }
}
