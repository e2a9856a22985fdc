import { oneOnOneId } from "../shapes/one-on-one-id.js";
import type { Gatherings } from "./gatherings.js";
import { PURPOSE } from "./purposes.js";
import { hash } from "./random.js";

const DIGITS = 8;
const MESSAGE_ID = /^msg_(\d{8})x(\d{4})$/;
const THREAD_ID = "replyto_";

const eightDigits = (number: number): string => String(number).padStart(DIGITS, "0");

/** Where a message or its file is: its conversation's number, and its own within it. */
export interface MessagePlace {
  number: number;
  k: number;
}

export function messageIdOf({ number, k }: MessagePlace): string {
  return `msg_${eightDigits(number)}x${String(k).padStart(4, "0")}`;
}

/** Whether there is such a message isn't looked at. */
export function placeOfMessage(id: string): MessagePlace | undefined {
  const [, number, k] = MESSAGE_ID.exec(id) ?? [];
  return number === undefined || k === undefined ? undefined : { number: Number(number), k: Number(k) };
}

/** IDs of invented conversations. All but those of pairs carry the number; of pairs a list is made when one is looked for. */
export class ConversationIds {
  #pairs: Map<string, number> | undefined;

  constructor(readonly gatherings: Gatherings) {}

  idOf(number: number): string {
    const { people } = this.gatherings;
    const kind = this.gatherings.kindOf(number);
    if (kind === "pair") {
      const [a = 0, b = 0] = this.gatherings.members(number);
      return oneOnOneId(people.idOf(a), people.idOf(b));
    }
    if (kind === "thread") return THREAD_ID + messageIdOf({ number: this.gatherings.parentOf(number), k: 0 });
    const n = eightDigits(number);
    const style = hash(people.seed, number, PURPOSE.style) % 6;
    // Nothing that needs encoding beyond what every HTTP client does: TalkJS's published scripts encode no ID.
    return style === 0 ? `order:${n}@example.com` : style === 1 ? `support 件 ${n}` : `conversation-${n}`;
  }

  /** Undefined where no invented conversation has that ID. */
  numberOf(id: string): number | undefined {
    const number = this.#candidate(id);
    if (number === undefined || this.gatherings.kindOf(number) === undefined) return undefined;
    return this.idOf(number) === id ? number : undefined;
  }

  #candidate(id: string): number | undefined {
    if (/^[0-9a-f]{20}$/.test(id)) return this.#pairNumbers().get(id);
    if (id.startsWith(THREAD_ID)) {
      const parent = placeOfMessage(id.slice(THREAD_ID.length));
      return parent && this.gatherings.threadOf(parent.number);
    }
    const digits = /(\d{8})\D*$/.exec(id)?.[1];
    return digits === undefined ? undefined : Number(digits);
  }

  #pairNumbers(): Map<string, number> {
    if (this.#pairs === undefined) {
      this.#pairs = new Map();
      for (const number of this.gatherings.all())
        if (this.gatherings.kindOf(number) === "pair") this.#pairs.set(this.idOf(number), number);
    }
    return this.#pairs;
  }
}
