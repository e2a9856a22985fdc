import { createHash } from "node:crypto";

/** A proof, and all that a verifier learns from the sizes alone: proofs of one shape are verified alike. */
export interface NaiveProof {
  hashes: Buffer[];
  /** For each hash, on which side it stands. */
  shape: string[];
}

const sha256 = (...parts: Uint8Array[]) => createHash("sha256").update(Buffer.concat(parts)).digest();

/** RFC 6962 section 2.1 word for word, to compare with. */
export class NaiveTree {
  readonly #roots = new Map<string, Buffer>();

  /** @param leaves leaf hashes. */
  constructor(private readonly leaves: readonly Buffer[]) {}

  /** MTH(D[0:size]). */
  root(size: number): Buffer {
    return this.rootOf(0, size);
  }

  /** MTH(D[from:to]). */
  rootOf(from: number, to: number): Buffer {
    if (to === from) return sha256();
    if (to - from === 1) return this.leaves[from]!;
    const key = `${from}:${to}`;
    const middle = from + split(to - from);
    const root =
      this.#roots.get(key) ?? sha256(Buffer.from([1]), this.rootOf(from, middle), this.rootOf(middle, to));
    this.#roots.set(key, root);
    return root;
  }

  /** PATH(index, D[from:to]) of section 2.1.1; `index` counts from the first leaf of all. */
  inclusion(index: number, to: number, from = 0): NaiveProof {
    if (to - from === 1) return { hashes: [], shape: [] };
    const middle = from + split(to - from);
    return index < middle
      ? and(this.inclusion(index, middle, from), this.rootOf(middle, to), "right")
      : and(this.inclusion(index, to, middle), this.rootOf(from, middle), "left");
  }

  /** SUBPROOF(end, D[from:to], known) of section 2.1.2; `end` counts from the first leaf of all. */
  consistency(end: number, to: number, from = 0, known = true): NaiveProof {
    if (end === to) {
      return known ? { hashes: [], shape: ["known"] } : { hashes: [this.rootOf(from, to)], shape: ["given"] };
    }
    const middle = from + split(to - from);
    return end <= middle
      ? and(this.consistency(end, middle, from, known), this.rootOf(middle, to), "right")
      : and(this.consistency(end, to, middle, false), this.rootOf(from, middle), "left");
  }
}

function and(proof: NaiveProof, hash: Buffer, side: string): NaiveProof {
  return { hashes: [...proof.hashes, hash], shape: [...proof.shape, side] };
}

/** The largest power of two below a number. */
function split(count: number): number {
  return 2 ** Math.floor(Math.log2(count - 1));
}
