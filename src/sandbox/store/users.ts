import type { People } from "../invented/people.js";
import { isUndocumented } from "../invented/user-fields.js";
import type { SandboxUser } from "../shapes/user.js";

/** Texts of unchanged synthetic people that are kept for the next reader: about 10 MB. */
const CACHED_TEXTS = 20_000;

/**
 * All users. Each has a number in the order of arrival; synthetic people come first and are kept only once they
 * changed, as JSON text, which is what answers are made of.
 */
export class UserStore {
  readonly #records: (string | undefined)[];
  readonly #cache = new Map<number, string>();
  readonly #createdAt: number[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #online = new Set<number>();
  /** Names that somebody's undocumented fields have, or had. */
  readonly #undocumented = new Set<string>();
  /** Numbers by creation; undefined while that is the order of arrival. */
  #order: number[] | undefined;
  #sorted = true;

  constructor(readonly people: People) {
    this.#records = new Array<string | undefined>(people.count);
    for (let n = 0; n < people.count; n++) {
      this.#createdAt.push(people.createdAtOf(n));
      if (people.isOnline(n)) this.#online.add(n);
    }
  }

  get count(): number {
    return this.#createdAt.length;
  }

  numberOf(id: string): number | undefined {
    return this.people.indexOf(id) ?? this.#numbers.get(id);
  }

  has(id: string): boolean {
    return this.numberOf(id) !== undefined;
  }

  /** Whether anybody has, or had, an undocumented field of that name. */
  hasField(name: string): boolean {
    return this.#undocumented.has(name);
  }

  isOnline(number: number): boolean {
    return this.#online.has(number);
  }

  /** Of the given users, or of all, those who are online. */
  onlineIds(among?: readonly string[]): string[] {
    const numbers = among?.flatMap((id) => this.numberOf(id) ?? []) ?? this.#online;
    return [...numbers]
      .filter((number) => this.#online.has(number))
      .map((number) => (JSON.parse(this.json(number)) as SandboxUser).id);
  }

  setOnline(id: string, isOnline: boolean): void {
    const number = this.numberOf(id);
    if (number === undefined) return;
    if (isOnline) this.#online.add(number);
    else this.#online.delete(number);
  }

  /** The JSON text of one user. */
  json(number: number): string {
    return this.#records[number] ?? this.#cache.get(number) ?? this.#make(number);
  }

  get(id: string): SandboxUser | undefined {
    const number = this.numberOf(id);
    return number === undefined ? undefined : this.at(number);
  }

  /** The user with a number below `count`. */
  at(number: number): SandboxUser {
    const record = this.#records[number];
    return record === undefined ? this.people.user(number) : (JSON.parse(record) as SandboxUser);
  }

  /** Keeps a user as it is given, new or changed. Whether they are online stays as it was unless told. */
  put(user: SandboxUser, online?: boolean): void {
    const known = this.numberOf(user.id);
    const number = known ?? this.count;
    if (known === undefined) this.#numbers.set(user.id, number);
    // Assumption: whose creation nobody knows is listed as the oldest.
    const createdAt = typeof user.createdAt === "number" ? user.createdAt : 0;
    if (this.#createdAt[number] !== createdAt) this.#place(number, createdAt, known === undefined);
    this.#records[number] = JSON.stringify(user);
    this.#cache.delete(number);
    for (const name of Object.keys(user)) if (isUndocumented(name)) this.#undocumented.add(name);
    if (online === true) this.#online.add(number);
    if (online === false) this.#online.delete(number);
  }

  /** The JSON texts of up to `limit` users after the one with number `after`, newest first. */
  page(after: number | undefined, limit: number, online: boolean | undefined): string[] {
    const order = this.#ordered();
    const texts: string[] = [];
    let position = after === undefined ? this.count - 1 : this.#positionOf(after, order) - 1;
    for (; position >= 0 && texts.length < limit; position--) {
      const number = order?.[position] ?? position;
      if (online === undefined || this.#online.has(number) === online) texts.push(this.json(number));
    }
    return texts;
  }

  #make(number: number): string {
    const text = JSON.stringify(this.people.user(number));
    if (this.#cache.size >= CACHED_TEXTS) this.#cache.clear();
    this.#cache.set(number, text);
    return text;
  }

  #place(number: number, createdAt: number, isNew: boolean): void {
    const newest = this.#sorted ? this.#createdAt[this.#order?.at(-1) ?? number - 1] : undefined;
    this.#createdAt[number] = createdAt;
    if (isNew && this.#sorted && createdAt >= (newest ?? -Infinity)) this.#order?.push(number);
    else this.#sorted = false;
  }

  /** Sorting waits for the next reader, so that an import of many costs one sort. */
  #ordered(): number[] | undefined {
    if (!this.#sorted) {
      this.#order = Array.from({ length: this.count }, (_, n) => n).sort((a, b) => this.#compare(a, b));
      this.#sorted = true;
    }
    return this.#order;
  }

  #positionOf(number: number, order: number[] | undefined): number {
    if (order === undefined) return number;
    let low = 0;
    let high = order.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#compare(order[middle] ?? 0, number) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #compare(a: number, b: number): number {
    return (this.#createdAt[a] ?? 0) - (this.#createdAt[b] ?? 0) || a - b;
  }
}
