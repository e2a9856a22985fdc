import type { Participation, SandboxConversation, SandboxMessage } from "../shapes/conversation.js";
import type { People } from "./people.js";
import { fraction, hash, pick } from "./random.js";

/** People talk within groups of ten, the last three of which talk to nobody. */
const GROUP = 10;
const TALKING = 7;
/** Numbers that a group has for its conversations. */
const STRIDE = 64;
/** Every 25th group is a busy one, whose first member takes part in all its conversations: more than a page. */
const BUSY_EVERY = 25;
const BUSY_CONVERSATIONS = 40;
const LONG_MESSAGES = 130;

const enum Purpose {
  Count = 40,
  Member,
  Size,
  Created,
  Activity,
  Messages,
  Style,
  Sender,
  Read,
}

const TEXTS = [
  "Is it still available?",
  "Yes — 数 left ✅",
  "Ring +1-555-0142 or write to sample@example.com",
  "…",
] as const;

/** Invented conversations, made when somebody asks from the number that their ID carries. */
export class Threads {
  constructor(readonly people: People) {}

  /** The numbers of all conversations, rising. */
  *all(): Generator<number> {
    for (let group = 0; group * GROUP < this.people.count; group++) yield* this.#inGroup(group);
  }

  /** The numbers of the conversations that a person takes part in. */
  ofPerson(index: number): number[] {
    const group = Math.floor(index / GROUP);
    return [...this.#inGroup(group)].filter((number) => this.#members(number).includes(index));
  }

  idOf(number: number): string {
    const n = String(number).padStart(8, "0");
    const style = hash(this.people.seed, number, Purpose.Style) % 6;
    // Nothing that needs encoding beyond what every HTTP client does: TalkJS's published scripts encode no ID.
    return style === 0 ? `order:${n}@example.com` : style === 1 ? `support 件 ${n}` : `conversation-${n}`;
  }

  numberOf(id: string): number | undefined {
    const digits = /(\d{8})\D*$/.exec(id)?.[1];
    if (digits === undefined) return undefined;
    const number = Number(digits);
    return number % STRIDE < this.#countIn(Math.floor(number / STRIDE)) && this.idOf(number) === id
      ? number
      : undefined;
  }

  createdAtOf(number: number): number {
    const group = Math.floor(number / STRIDE);
    const youngest = Math.min(group * GROUP + GROUP, this.people.count) - 1;
    const from = this.people.createdAtOf(youngest);
    return Math.floor(from + (this.people.now - from) * 0.7 * this.#fraction(number, Purpose.Created));
  }

  conversation(number: number): SandboxConversation {
    const h = this.#hash(number, Purpose.Style) >>> 8;
    const participants = this.#members(number).map((index, k): [string, Participation] => [
      this.people.idOf(index),
      {
        access: k === 1 && h % 9 === 0 ? "Read" : k === 1 && h % 9 === 1 ? "None" : "ReadWrite",
        notify: h % 4 === 0 ? "MentionsOnly" : true,
        isUnread: this.#hash(number + k, Purpose.Read) % 3 === 0,
      },
    ]);
    return {
      id: this.idOf(number),
      subject: h % 3 === 0 ? null : `About item ${number}`,
      topicId: null,
      photoUrl: h % 5 === 0 ? `https://img.example.com/items/${number}.png` : null,
      welcomeMessages: h % 7 === 0 ? ["Welcome!", "Be kind."] : null,
      custom: h % 2 === 0 ? { category: pick(["shoes", "bikes", "文具"], h), item: String(number) } : {},
      participants: Object.fromEntries(participants),
      createdAt: this.createdAtOf(number),
    };
  }

  /** Oldest first. */
  messages(number: number): SandboxMessage[] {
    const members = this.#members(number);
    const count = this.#messageCount(number);
    const start = this.createdAtOf(number);
    const duration = (this.people.now - start) * this.#fraction(number, Purpose.Activity);
    return Array.from({ length: count }, (_, k) => {
      const h = this.#hash(number * 131 + k, Purpose.Sender);
      const sender = members[h % members.length] ?? 0;
      const isSystem = h % 11 === 10;
      const createdAt = Math.floor(start + (duration * (k + 1)) / count);
      return {
        id: `msg_${String(number).padStart(8, "0")}x${String(k).padStart(4, "0")}`,
        conversationId: this.idOf(number),
        type: isSystem ? "SystemMessage" : "UserMessage",
        senderId: isSystem ? null : this.people.idOf(sender),
        text: pick(TEXTS, h >>> 8),
        custom: (h >>> 8) % 5 === 0 ? { ref: `r-${k}` } : {},
        readBy: [],
        origin: "web",
        location: null,
        attachment: null,
        referencedMessageId: null,
        createdAt,
        editedAt: null,
        ...((h >>> 8) % 7 === 0 && { reactions: { "👍": this.#reacted(members, createdAt) } }),
      };
    });
  }

  #reacted(members: readonly number[], messageAt: number): Record<string, number> {
    return Object.fromEntries(members.map((index, k) => [this.people.idOf(index), messageAt + k]));
  }

  *#inGroup(group: number): Generator<number> {
    const count = this.#countIn(group);
    for (let k = 0; k < count; k++) yield group * STRIDE + k;
  }

  #countIn(group: number): number {
    if (this.people.count - group * GROUP < 2) return 0;
    return group % BUSY_EVERY === 0 ? BUSY_CONVERSATIONS : hash(this.people.seed, group, Purpose.Count) % 5;
  }

  #messageCount(number: number): number {
    if (number % (BUSY_EVERY * STRIDE) === 0) return LONG_MESSAGES;
    return this.#hash(number, Purpose.Messages) % 6;
  }

  /** Two or three different people of the group. */
  #members(number: number): number[] {
    const group = Math.floor(number / STRIDE);
    const slots = Math.min(TALKING, this.people.count - group * GROUP);
    const h = this.#hash(number, Purpose.Member);
    const first = group % BUSY_EVERY === 0 ? 0 : h % slots;
    const size = Math.min(slots, 2 + (this.#hash(number, Purpose.Size) % 2));
    const step = 1 + ((h >>> 8) % Math.max(1, Math.floor((slots - 1) / (size - 1))));
    return Array.from({ length: size }, (_, k) => group * GROUP + ((first + k * step) % slots));
  }

  #hash(number: number, purpose: Purpose): number {
    return hash(this.people.seed, number, purpose);
  }

  #fraction(number: number, purpose: Purpose): number {
    return fraction(this.people.seed, number, purpose);
  }
}
