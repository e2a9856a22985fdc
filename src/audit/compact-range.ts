import { EMPTY_ROOT, HASH_BYTES, nodeHash } from "./merkle.js";

/**
 * The roots of the perfect subtrees that the leaves so far make up, from the largest to the smallest: all that the root
 * at every further size needs. Appending costs one node a leaf, a root as many as there are subtrees.
 */
export class CompactRange {
  readonly #peaks: Buffer[];

  constructor(
    private leaves = 0,
    peaks: readonly Buffer[] = [],
  ) {
    this.#peaks = [...peaks];
  }

  get size(): number {
    return this.leaves;
  }

  /** @param hashes leaf hashes, one after the other, 32 bytes each. */
  append(hashes: Buffer): void {
    for (let at = 0; at < hashes.length; at += HASH_BYTES) {
      let hash: Buffer = Buffer.from(hashes.subarray(at, at + HASH_BYTES));
      // Every trailing one of the size is a subtree as large as the new one.
      for (let rest = this.leaves; rest % 2 === 1; rest = (rest - 1) / 2) {
        const left = this.#peaks.pop();
        if (!left) throw new Error("a compact range lost a subtree");
        hash = nodeHash(left, hash);
      }
      this.#peaks.push(hash);
      this.leaves += 1;
    }
  }

  /** The Merkle tree hash of all leaves (RFC 6962 section 2.1). */
  root(): Buffer {
    return (
      this.#peaks.reduceRight<Buffer | undefined>(
        (right, left) => (right ? nodeHash(left, right) : left),
        undefined,
      ) ?? EMPTY_ROOT
    );
  }

  /** Another one with the same leaves, which goes its own way. */
  copy(): CompactRange {
    return new CompactRange(this.leaves, this.#peaks);
  }
}
