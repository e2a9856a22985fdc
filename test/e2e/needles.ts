/** Characters that a place in the table is computed from; no needle may be shorter. */
const START = 4;
const TABLE_BITS = 20;

/** Finds which of many texts is in a long one, in one pass over it, however many they are. One byte is one character. */
export class Needles {
  /** For each number that a needle's start is turned into: whether there is one. Most places of a text end here. */
  readonly #starts = new Uint8Array(1 << TABLE_BITS);
  readonly #byStart = new Map<number, Buffer[]>();

  constructor(needles: Iterable<string>) {
    for (const needle of needles) {
      if (needle.length < START) throw new Error("too short to be looked for");
      const bytes = Buffer.from(needle, "latin1");
      const start = bytes.readInt32BE(0);
      this.#starts[place(start)] = 1;
      this.#byStart.set(start, [...(this.#byStart.get(start) ?? []), bytes]);
    }
  }

  /** Where the first one begins, -1 without. */
  indexIn(text: string): number {
    const bytes = Buffer.from(text, "latin1");
    const starts = this.#starts;
    let start = 0;
    for (let i = 0; i < bytes.length; i++) {
      start = (start << 8) | (bytes[i] ?? 0);
      if (starts[place(start)] === 0) continue;
      const at = i - START + 1;
      if (this.#byStart.get(start)?.some((it) => it.equals(bytes.subarray(at, at + it.length)))) return at;
    }
    return -1;
  }
}

/** Spreads the starts over the table: Knuth's multiplicative hash. */
const place = (start: number): number => Math.imul(start, 0x9e3779b1) >>> (32 - TABLE_BITS);
