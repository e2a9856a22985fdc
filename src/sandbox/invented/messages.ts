import type { Participation, SandboxMessage } from "../shapes/conversation.js";
import type { StoredFile } from "../shapes/file.js";
import { addBesides } from "./besides.js";
import { writeBody, type Body } from "./bodies.js";
import { messageIdOf, type ConversationIds, type MessagePlace } from "./conversation-ids.js";
import { isFile, makeFile, tokenOf, type FilePlace } from "./files.js";
import type { Gatherings } from "./gatherings.js";
import { PURPOSE } from "./purposes.js";
import { Turns, type Scene } from "./turns.js";

/** From so many participants on nobody says who read a message. */
const MAX_READERS = 300;

/** The messages of invented conversations, each made from the number of its conversation and its own. */
export class Messages {
  readonly #turns: Turns;

  /** `urlOf` is asked when a message with a file is made. */
  constructor(
    readonly gatherings: Gatherings,
    readonly ids: ConversationIds,
    readonly participationsOf: (number: number) => Participation[],
    readonly urlOf: (file: StoredFile) => string,
  ) {
    this.#turns = new Turns(gatherings);
  }

  /** Oldest first. */
  of(number: number): SandboxMessage[] {
    const write = this.#writer(number);
    return Array.from({ length: this.gatherings.messageCount(number) }, (_, k) => write(k));
  }

  last(number: number): SandboxMessage | undefined {
    const count = this.gatherings.messageCount(number);
    return count === 0 ? undefined : this.#writer(number)(count - 1);
  }

  /** The file that a message brought; undefined where it brought none of its own. */
  fileOf({ number, k }: MessagePlace): StoredFile | undefined {
    const isThere = this.gatherings.kindOf(number) !== undefined && k < this.gatherings.messageCount(number);
    if (!isThere) return undefined;
    const scene = this.#turns.sceneOf(number);
    const body = this.#turns.bodyOf(scene, k);
    return isFile(body) ? this.#file(body, scene, k) : undefined;
  }

  /** The IDs of the messages that hold the file that a message brought, its own among them. */
  holdersOf(place: MessagePlace): string[] {
    const token = tokenOf(place);
    const holders: string[] = [];
    for (const number of this.gatherings.around(place.number)) {
      const scene = this.#turns.sceneOf(number);
      for (let k = 0; k < this.gatherings.messageCount(number); k++) {
        const from = this.#turns.fileFrom(scene, k);
        if (from !== undefined && tokenOf(from) === token) holders.push(messageIdOf({ number, k }));
      }
    }
    return holders;
  }

  /** Writes any message of one conversation. */
  #writer(number: number): (k: number) => SandboxMessage {
    const { people } = this.gatherings;
    const scene = this.#turns.sceneOf(number);
    const conversationId = this.ids.idOf(number);
    const thread = this.gatherings.threadOf(number);
    const surroundings = this.#surroundings(scene);
    return (k) => {
      const hashFor = (purpose: number) => this.#turns.hash(scene, k, purpose);
      const body = this.#turns.bodyOf(scene, k);
      const isSystem = body === "systemName" || body === "threadCopy";
      const message: SandboxMessage = {
        id: messageIdOf({ number, k }),
        conversationId,
        type: isSystem ? "SystemMessage" : "UserMessage",
        senderId: isSystem ? null : people.idOf(this.#turns.senderOf(scene, k)),
        custom: (hashFor(PURPOSE.sender) >>> 8) % 5 === 0 ? { ref: `r-${k}` } : {},
        readBy: [],
        origin: isSystem ? "rest" : "web",
        referencedMessageId: null,
        createdAt: this.gatherings.messageAt(number, k),
        editedAt: null,
        ...this.#write(body, scene, k),
      };
      if (k === 0 && thread !== undefined)
        message.custom.replyCount = String(this.gatherings.messageCount(thread) - 1);
      const earlier = k === 0 ? undefined : messageIdOf({ number, k: hashFor(PURPOSE.reply) % k });
      const other = people.known(this.#turns.aboutIn(scene, k));
      addBesides(message, { ...surroundings, other, earlier }, (n) => hashFor(PURPOSE.beside + n));
      return message;
    };
  }

  /** What is the same for all messages of a conversation. */
  #surroundings(scene: Scene) {
    const { people } = this.gatherings;
    const members = scene.members.map((index) => people.idOf(index));
    const participations = members.length > MAX_READERS ? [] : this.participationsOf(scene.number);
    return {
      members,
      guests: scene.guests.map((index) => people.idOf(index)),
      readers: members.filter((_, i) => participations[i]?.readUntil !== undefined),
      now: people.now,
    };
  }

  #write(body: Body, scene: Scene, k: number) {
    const { people } = this.gatherings;
    return writeBody(body, {
      h: this.#turns.hash(scene, k, PURPOSE.text),
      me: people.known(this.#turns.senderOf(scene, k)),
      other: people.known(this.#turns.aboutIn(scene, k)),
      file: () => {
        const from = this.#turns.fileFrom(scene, k);
        const file = from && this.fileOf(from);
        return file && { type: "file", url: this.urlOf(file), ...file.about };
      },
      copied: () => this.#writer(this.gatherings.parentOf(scene.number))(0).text,
    });
  }

  #file(kind: FilePlace, scene: Scene, k: number): StoredFile {
    const isOwn = this.#turns.hash(scene, k, PURPOSE.place) % 2 === 0;
    const who = isOwn ? this.#turns.senderOf(scene, k) : this.#turns.aboutIn(scene, k);
    const h = this.#turns.hash(scene, k, PURPOSE.text);
    return makeFile(kind, { number: scene.number, k }, h, this.gatherings.people.known(who));
  }
}
