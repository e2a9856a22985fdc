import type { Participation, SandboxConversation, SandboxMessage } from "../shapes/conversation.js";
import type { StoredFile } from "../shapes/file.js";
import { ConversationIds, messageIdOf } from "./conversation-ids.js";
import { placeOfToken } from "./files.js";
import { Gatherings } from "./gatherings.js";
import { Messages } from "./messages.js";
import { METADATA, plainMetadata } from "./metadata.js";
import { participationFor } from "./participations.js";
import type { People } from "./people.js";
import { PURPOSE } from "./purposes.js";
import { hash } from "./random.js";

const METADATA_ROWS = Object.values(METADATA);

/** Invented conversations with all that is in them, made when somebody asks, from their numbers. */
export class Threads {
  readonly #gatherings: Gatherings;
  readonly #ids: ConversationIds;
  readonly #messages: Messages;

  /** `urlOf` is asked when a message with a file is made. */
  constructor(
    readonly people: People,
    urlOf: (file: StoredFile) => string,
  ) {
    this.#gatherings = new Gatherings(people);
    this.#ids = new ConversationIds(this.#gatherings);
    const participationsOf = (number: number) => this.#participations(number);
    this.#messages = new Messages(this.#gatherings, this.#ids, participationsOf, urlOf);
  }

  /** The numbers of all conversations, rising. */
  all(): Generator<number> {
    return this.#gatherings.all();
  }

  /** The numbers of the conversations that a person takes part in. */
  ofPerson(index: number): number[] {
    return this.#gatherings.ofPerson(index);
  }

  idOf(number: number): string {
    return this.#ids.idOf(number);
  }

  numberOf(id: string): number | undefined {
    return this.#ids.numberOf(id);
  }

  /** Unix ms, as the next one. */
  createdAtOf(number: number): number {
    return this.#gatherings.createdAt(number);
  }

  /** Of its last message; of one without messages its creation. */
  activityAtOf(number: number): number {
    return this.#gatherings.activityAt(number);
  }

  conversation(number: number): SandboxConversation {
    const members = this.#gatherings.members(number);
    const participations = this.#participations(number);
    return {
      id: this.idOf(number),
      topicId: null,
      ...this.#own(number, members),
      participants: Object.fromEntries(
        members.map((index, k) => [this.people.idOf(index), participations[k] as Participation]),
      ),
      createdAt: this.createdAtOf(number),
    };
  }

  /** Oldest first. */
  messages(number: number): SandboxMessage[] {
    return this.#messages.of(number);
  }

  lastMessage(number: number): SandboxMessage | undefined {
    return this.#messages.last(number);
  }

  /** Undefined where no invented message brought a file of that token. */
  file(token: string): StoredFile | undefined {
    const place = placeOfToken(token);
    return place && this.#messages.fileOf(place);
  }

  /** The IDs of the invented messages that hold a file. */
  holders(token: string): string[] {
    const place = placeOfToken(token);
    return place === undefined ? [] : this.#messages.holdersOf(place);
  }

  #own(number: number, members: readonly number[]) {
    const plain = plainMetadata(this.#hash(number, PURPOSE.style) >>> 8, number);
    if (this.#gatherings.kindOf(number) === "thread") {
      const parent = this.#gatherings.parentOf(number);
      const custom = {
        parentConvId: this.idOf(parent),
        parentMessageId: messageIdOf({ number: parent, k: 0 }),
      };
      return { ...plain, subject: "Replies", photoUrl: null, welcomeMessages: null, custom };
    }
    const h = this.#hash(number, PURPOSE.metadata);
    const who = this.people.known(members[(h >>> 4) % members.length] ?? 0);
    return METADATA_ROWS.reduce((own, { every, make }, k) => {
      const drawn = this.#hash(number * METADATA_ROWS.length + k, PURPOSE.metadata);
      return drawn % every === 0 ? { ...own, ...make(drawn, who) } : own;
    }, plain);
  }

  #participations(number: number): Participation[] {
    const h = this.#hash(number, PURPOSE.style) >>> 8;
    const times = { createdAt: this.createdAtOf(number), activityAt: this.activityAtOf(number) };
    return this.#gatherings.members(number).map((_, k) => {
      const isUnread = this.#hash(number + k, PURPOSE.read) % 3 === 0;
      const notify = h % 4 === 0 ? "MentionsOnly" : true;
      return participationFor(
        k,
        this.#hash(number * 512 + k, PURPOSE.participation),
        { notify, isUnread },
        times,
      );
    });
  }

  #hash(number: number, purpose: number): number {
    return hash(this.people.seed, number, purpose);
  }
}
