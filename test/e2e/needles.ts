/** Characters that a place in the table is computed from; no needle may be shorter. */
const START = 4;
/** So few that the table stays in the fastest cache. */
const TABLE_BITS = 15;

interface Needle {
  bytes: Buffer;
  /** In whatever case it stands. */
  isFolded: boolean;
}

/** Finds which of many texts is in a long one, in one pass over it, however many they are. One byte is one character. */
export class Needles {
  /** For each number that a needle's start is turned into: whether there is one. Most places of a text end here. */
  readonly #starts = new Uint8Array(1 << TABLE_BITS);
  readonly #byStart = new Map<number, Needle[]>();

  /** @param options `folded`: in any case, given in lower case; `exact`: as they are. */
  constructor({ folded, exact }: { folded: Iterable<string>; exact: Iterable<string> }) {
    for (const needle of folded) this.#add(needle, true);
    for (const needle of exact) this.#add(needle, false);
  }

  #add(needle: string, isFolded: boolean): void {
    if (needle.length < START) throw new Error("too short to be looked for");
    const bytes = Buffer.from(needle, "latin1");
    // All starts are folded, so that one table serves both.
    const start = foldedCopy(bytes).readInt32BE(0);
    this.#starts[place(start)] = 1;
    this.#byStart.set(start, [...(this.#byStart.get(start) ?? []), { bytes, isFolded }]);
  }

  /** Where the first one begins, -1 without. */
  indexIn(bytes: Buffer): number {
    const starts = this.#starts;
    let start = 0;
    for (let i = 0; i < bytes.length; i++) {
      start = (start << 8) | (FOLD[bytes[i] ?? 0] ?? 0);
      if (starts[place(start)] === 0) continue;
      const at = i - START + 1;
      if (at >= 0 && this.#byStart.get(start)?.some((needle) => isAt(needle, bytes, at))) return at;
    }
    return -1;
  }
}

function isAt({ bytes, isFolded }: Needle, text: Buffer, at: number): boolean {
  const found = text.subarray(at, at + bytes.length);
  return bytes.equals(isFolded ? foldedCopy(found) : found);
}

/** Each byte in lower case, as in ASCII. */
const FOLD = Uint8Array.from({ length: 256 }, (_, byte) => (byte >= 65 && byte <= 90 ? byte + 32 : byte));

const foldedCopy = (bytes: Buffer): Buffer => Buffer.from(bytes.map((byte) => FOLD[byte] ?? 0));

/** Spreads the starts over the table: Knuth's multiplicative hash. */
const place = (start: number): number => Math.imul(start, 0x9e3779b1) >>> (32 - TABLE_BITS);
