import { domainToUnicode } from "node:url";
import { canonicalAddress } from "./email-address.js";
import { agree, plural } from "./words.js";

/**
 * Two addresses are alike if they are not the same mailbox as they are written, and
 * - differ only by dots and a tag (`+…`) in the local part, or
 * - one edit makes one of the other: a character too many, too few or another, or two neighbours changed about
 *   (Damerau and Levenshtein's distance 1, of the whole address, its domain as people read it).
 *
 * Nobody is erased for being alike: it is counted, so that a person looks for a slip. What is kept of an asked address are
 * keyed digests of what `Likeness` has, so it can be told to be alike without being known.
 */
export interface Likeness {
  /** Without dots and tag. */
  bare: string;
  whole: string;
  /** Without its first character, its second, and so on: their places tell a character that is another from one that is missing. */
  shortened: string[];
}

type Keyed = (text: string) => string;

/** @param keyed what each text is kept as. @returns undefined for what is no address. */
export function likenessOf(address: string, keyed: Keyed): Likeness | undefined {
  const text = readable(address);
  if (text === undefined) return undefined;
  return {
    bare: keyed(bareOf(text)),
    whole: keyed(text),
    shortened: shortenedOf(text).map(keyed),
  };
}

function readable(address: string): string | undefined {
  const canonical = canonicalAddress(address);
  if (canonical === undefined) return undefined;
  const at = canonical.lastIndexOf("@") + 1;
  return canonical.slice(0, at) + domainToUnicode(canonical.slice(at));
}

/** What begins with a tag has no other name: it stays. */
function bareOf(text: string): string {
  const at = text.lastIndexOf("@");
  const local = text.slice(0, at);
  return (local.replace(/(?<!^)\+.*$/s, "").replaceAll(".", "") || local) + text.slice(at);
}

function shortenedOf(text: string): string[] {
  const characters = [...text];
  return characters.map((_, place) => characters.toSpliced(place, 1).join(""));
}

/** Asked addresses, to tell which of them an address is like; `Asked` is what each is called. */
export class NearMisses<Asked> {
  readonly #bare = new Map<string, Asked[]>();
  readonly #whole = new Map<string, Asked[]>();
  readonly #shortened = new Map<string, { asked: Asked; place: number }[]>();
  readonly #lengths = new Set<number>();

  /** @param keyed the same with which these were made. */
  constructor(
    all: Iterable<readonly [Asked, Likeness]>,
    private readonly keyed: Keyed,
  ) {
    for (const [asked, { bare, whole, shortened }] of all) {
      push(this.#bare, bare, asked);
      push(this.#whole, whole, asked);
      for (const [place, short] of shortened.entries()) push(this.#shortened, short, { asked, place });
      for (const by of [-1, 0, 1]) this.#lengths.add(shortened.length + by);
    }
  }

  /** Which asked addresses this one is like; none of those that it is. */
  of(address: string): Set<Asked> {
    const text = this.#whole.size > 0 ? readable(address) : undefined;
    if (text === undefined) return new Set();
    const whole = this.keyed(text);
    const near = new Set([
      ...(this.#bare.get(this.keyed(bareOf(text))) ?? []),
      ...this.#oneEditFrom(text, whole),
    ]);
    for (const same of this.#whole.get(whole) ?? []) near.delete(same);
    return near;
  }

  #oneEditFrom(text: string, whole: string): Asked[] {
    // Most addresses are of another length, and a digest costs microseconds.
    if (!this.#lengths.has([...text].length)) return [];
    const tooFew = this.#shortened.get(whole) ?? [];
    const near = tooFew.map(({ asked }) => asked);
    /** Where the one shortened is the other, shortened a place further on: half of two neighbours changed about. */
    const changed = new Map<Asked, { later: Set<number>; earlier: Set<number> }>();
    for (const [place, short] of shortenedOf(text).map(this.keyed).entries()) {
      near.push(...(this.#whole.get(short) ?? []));
      for (const other of this.#shortened.get(short) ?? []) {
        if (other.place === place) near.push(other.asked);
        const at = changed.get(other.asked) ?? { later: new Set(), earlier: new Set() };
        changed.set(other.asked, at);
        if (other.place === place + 1) at.later.add(place);
        if (other.place === place - 1) at.earlier.add(other.place);
      }
    }
    for (const [asked, { later, earlier }] of changed)
      if ([...later].some((place) => earlier.has(place))) near.push(asked);
    return near;
  }
}

function push<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
  const all = map.get(key);
  if (all) all.push(value);
  else map.set(key, [value]);
}

/** What a count of near misses asks of a person. @param asked how many addresses were asked for */
export const nearMissText = (found: number, asked: number): string =>
  `${plural(found, "address is", "addresses are")} like ${agree(asked, "it", "them")}: mistyped?`;
