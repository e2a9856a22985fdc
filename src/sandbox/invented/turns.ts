import { drawBody, type Body } from "./bodies.js";
import type { MessagePlace } from "./conversation-ids.js";
import { isFile } from "./files.js";
import type { Gatherings, Kind } from "./gatherings.js";
import type { PlacesIn } from "./places.js";
import { PURPOSE } from "./purposes.js";
import { hash } from "./random.js";

/** A conversation, as far as its messages depend on it. People are indexes. */
export interface Scene {
  number: number;
  kind: Kind;
  members: readonly number[];
  guests: readonly number[];
}

/** Who sends a message instead of the one whose turn it is; undefined where nobody does. */
const SENDERS: Record<PlacesIn<"sender">, (h: number, scene: Scene) => number | undefined> = {
  guest: (h, { guests }) => (h % 14 === 0 ? guests[(h >>> 8) % guests.length] : undefined),
};

/** Who says what about whom: drawn, with nothing made yet. `k` is a message's number within its conversation. */
export class Turns {
  constructor(readonly gatherings: Gatherings) {}

  sceneOf(number: number): Scene {
    const { gatherings } = this;
    const kind = gatherings.kindOf(number) ?? "talk";
    return { number, kind, members: gatherings.members(number), guests: gatherings.guests(number) };
  }

  /** What a message consists of. A thread's first one copies the one that it is about, which therefore is a text. */
  bodyOf(scene: Scene, k: number): Body {
    if (k === 0 && scene.kind === "thread") return "threadCopy";
    if (k === 0 && this.gatherings.threadOf(scene.number) !== undefined) return "ownDetails";
    const isSystem = this.hash(scene, k, PURPOSE.sender) % 11 === 10;
    return isSystem ? "systemName" : drawBody(this.hash(scene, k, PURPOSE.body));
  }

  senderOf(scene: Scene, k: number): number {
    const { members } = scene;
    const turn = members[this.hash(scene, k, PURPOSE.sender) % members.length] ?? 0;
    return SENDERS.guest(this.hash(scene, k, PURPOSE.guest), scene) ?? turn;
  }

  /** Whom a message is about: another one of the conversation, or at times somebody who isn't in it. */
  aboutIn(scene: Scene, k: number): number {
    const h = this.hash(scene, k, PURPOSE.about);
    const sender = this.senderOf(scene, k);
    const others = scene.members.filter((index) => index !== sender);
    const isOutside = h % 4 === 0 || others.length === 0;
    const from = isOutside ? scene.guests.filter((index) => index !== sender) : others;
    return from[(h >>> 8) % from.length] ?? sender;
  }

  /** The message that brought the file of a message; undefined of one without. */
  fileFrom(scene: Scene, k: number): MessagePlace | undefined {
    const body = this.bodyOf(scene, k);
    if (isFile(body)) return { number: scene.number, k };
    return body === "forwardedFile" ? this.#forwardedFrom(scene, k) : undefined;
  }

  hash({ number }: Scene, k: number, purpose: number): number {
    return hash(this.gatherings.people.seed, number * 131 + k, purpose);
  }

  /** Where the file comes from that a message sends on: the newest of somebody else's, or one of the group's first conversation. */
  #forwardedFrom(scene: Scene, k: number): MessagePlace | undefined {
    const sender = this.senderOf(scene, k);
    const sentAt = this.gatherings.messageAt(scene.number, k);
    const canSend = (there: Scene, i: number) =>
      isFile(this.bodyOf(there, i)) &&
      this.senderOf(there, i) !== sender &&
      this.gatherings.messageAt(there.number, i) <= sentAt;
    for (let i = k - 1; i >= 0; i--) if (canSend(scene, i)) return { number: scene.number, k: i };
    const [first] = this.gatherings.around(scene.number);
    if (first === undefined || first === scene.number) return undefined;
    const there = this.sceneOf(first);
    for (let i = 0; i < this.gatherings.messageCount(first); i++)
      if (canSend(there, i)) return { number: first, k: i };
    return undefined;
  }
}
