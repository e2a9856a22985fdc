import type { People } from "./people.js";
import type { PlacesIn } from "./places.js";
import { PURPOSE } from "./purposes.js";
import { fraction, hash } from "./random.js";

/** People talk within groups of ten, the last three of which take part nowhere. */
const GROUP = 10;
const TALKING = 7;
/** Numbers that a group has for its conversations. */
const STRIDE = 64;
/** Every 25th group is a busy one, whose first member takes part in all its conversations: more than a page. */
const BUSY_EVERY = 25;
const BUSY_CONVERSATIONS = 40;
const LONG_MESSAGES = 130;
const CROWD = 320;

/** Who talks about what is drawn by number: `talk` is of two or three. */
export type Kind = "talk" | PlacesIn<"gathering">;
type Special = Exclude<Kind, "talk">;

/** Which groups have which: those whose number leaves `rest`, none of the busy ones. `people`: from its first on, at least. */
const SPECIALS: Record<Special, { slot: number; every: number; rest: number; people: number }> = {
  alone: { slot: 48, every: 4, rest: 1, people: 1 },
  pair: { slot: 49, every: 3, rest: 2, people: 2 },
  thread: { slot: 50, every: 3, rest: 1, people: 2 },
  crowd: { slot: 51, every: 50, rest: 3, people: Math.ceil(CROWD / TALKING) * GROUP },
};
const SPECIAL_KINDS = Object.keys(SPECIALS) as Special[];

/** Which conversations there are, who is in them and when: from their numbers alone. Times in Unix ms. */
export class Gatherings {
  constructor(readonly people: People) {}

  /** The numbers of all conversations, rising. */
  *all(): Generator<number> {
    for (let group = 0; group * GROUP < this.people.count; group++) yield* this.inGroup(group);
  }

  *inGroup(group: number): Generator<number> {
    const count = this.#countIn(group);
    for (let k = 0; k < count; k++) yield group * STRIDE + k;
    for (const kind of SPECIAL_KINDS) if (this.#has(group, kind)) yield numberIn(group, kind);
  }

  /** The numbers of the conversations that a person takes part in. */
  ofPerson(index: number): number[] {
    const group = Math.floor(index / GROUP);
    const own = [...this.inGroup(group)];
    const { every, rest } = SPECIALS.crowd;
    const crowded = group - ((((group - rest) % every) + every) % every);
    if (crowded >= 0 && crowded !== group && this.#has(crowded, "crowd"))
      own.unshift(numberIn(crowded, "crowd"));
    return own.filter((number) => this.members(number).includes(index));
  }

  /** Undefined where no conversation has that number. */
  kindOf(number: number): Kind | undefined {
    const group = Math.floor(number / STRIDE);
    if (number % STRIDE < this.#countIn(group)) return "talk";
    const kind = SPECIAL_KINDS.find((special) => SPECIALS[special].slot === number % STRIDE);
    return kind !== undefined && this.#has(group, kind) ? kind : undefined;
  }

  /** The thread about a conversation's first message. */
  threadOf(number: number): number | undefined {
    const group = Math.floor(number / STRIDE);
    return number % STRIDE === 0 && this.#has(group, "thread") ? numberIn(group, "thread") : undefined;
  }

  /** The conversation whose first message a thread of its group is about. */
  parentOf(thread: number): number {
    return Math.floor(thread / STRIDE) * STRIDE;
  }

  /** The numbers of its group, its own among them. */
  around(number: number): number[] {
    return [...this.inGroup(Math.floor(number / STRIDE))];
  }

  /** The people of a conversation, by their indexes. */
  members(number: number): number[] {
    const group = Math.floor(number / STRIDE);
    const slots = Math.min(TALKING, this.people.count - group * GROUP);
    const h = this.#hash(number, PURPOSE.member);
    const kind = this.kindOf(number) ?? "talk";
    const at = (slot: number) => group * GROUP + (slot % slots);
    if (kind === "alone") return [at(h)];
    if (kind === "pair") return [at(h), at(h + 1 + ((h >>> 8) % (slots - 1)))];
    if (kind === "thread") return this.members(this.parentOf(number));
    if (kind === "crowd") return crowdOf(group);
    const first = group % BUSY_EVERY === 0 ? 0 : h % slots;
    const size = Math.min(slots, 2 + (this.#hash(number, PURPOSE.size) % 2));
    const step = 1 + ((h >>> 8) % Math.max(1, Math.floor((slots - 1) / (size - 1))));
    return Array.from({ length: size }, (_, k) => at(first + k * step));
  }

  /** People of the group who take part in nothing. */
  guests(number: number): number[] {
    const first = Math.floor(number / STRIDE) * GROUP;
    const all = Array.from({ length: GROUP - TALKING }, (_, k) => first + TALKING + k);
    return all.filter((index) => index < this.people.count);
  }

  messageCount(number: number): number {
    if (number % (BUSY_EVERY * STRIDE) === 0) return LONG_MESSAGES;
    const h = this.#hash(number, PURPOSE.messages);
    const kind = this.kindOf(number);
    if (kind === "crowd") return 12 + (h % 12);
    return kind === "thread" ? 2 + (h % 3) : kind === "pair" || kind === "alone" ? 1 + (h % 5) : h % 6;
  }

  createdAt(number: number): number {
    const group = Math.floor(number / STRIDE);
    if (this.kindOf(number) === "thread") return this.messageAt(this.parentOf(number), 0);
    const last = this.kindOf(number) === "crowd" ? crowdOf(group).at(-1) : group * GROUP + GROUP - 1;
    const from = this.people.createdAtOf(Math.min(last ?? 0, this.people.count - 1));
    return Math.floor(from + (this.people.now - from) * 0.7 * this.#fraction(number, PURPOSE.created));
  }

  /** When its message number `k` was sent. */
  messageAt(number: number, k: number): number {
    const start = this.createdAt(number);
    const duration = (this.people.now - start) * this.#fraction(number, PURPOSE.activity);
    return Math.floor(start + (duration * (k + 1)) / this.messageCount(number));
  }

  /** When its last message was sent, or it was made if it has none. */
  activityAt(number: number): number {
    const count = this.messageCount(number);
    return count === 0 ? this.createdAt(number) : this.messageAt(number, count - 1);
  }

  #has(group: number, kind: Special): boolean {
    const { every, rest, people } = SPECIALS[kind];
    if (group % every !== rest || group % BUSY_EVERY === 0) return false;
    const isThere = this.people.count - group * GROUP >= people;
    return (
      isThere && (kind !== "thread" || (this.#countIn(group) > 0 && this.messageCount(group * STRIDE) > 0))
    );
  }

  #countIn(group: number): number {
    if (this.people.count - group * GROUP < 2) return 0;
    return group % BUSY_EVERY === 0 ? BUSY_CONVERSATIONS : hash(this.people.seed, group, PURPOSE.count) % 5;
  }

  #hash(number: number, purpose: number): number {
    return hash(this.people.seed, number, purpose);
  }

  #fraction(number: number, purpose: number): number {
    return fraction(this.people.seed, number, purpose);
  }
}

const numberIn = (group: number, kind: Special): number => group * STRIDE + SPECIALS[kind].slot;

/** Those who talk, of so many groups. */
function crowdOf(group: number): number[] {
  const at = (k: number) => (group + Math.floor(k / TALKING)) * GROUP + (k % TALKING);
  return Array.from({ length: CROWD }, (_, k) => at(k));
}
