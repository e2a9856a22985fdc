import { failure } from "../base/errors.js";
import { HASH_BYTES, nodeHash } from "./merkle.js";

export interface InclusionClaim {
  index: bigint;
  /** Leaves of the tree. */
  size: bigint;
  /** The leaf's hash. */
  leaf: Buffer;
  /** From the leaf's sibling up to the root's child. */
  proof: readonly Buffer[];
  root: Buffer;
}

export interface ConsistencyClaim {
  size1: bigint;
  size2: bigint;
  root1: Buffer;
  root2: Buffer;
  proof: readonly Buffer[];
}

/**
 * Holds a leaf to be at an index of a tree (RFC 9162 section 2.1.3.2).
 * @throws PROOF_INVALID when that isn't shown.
 */
export function verifyInclusion({ index, size, leaf, proof, root }: InclusionClaim): void {
  demandHashes([leaf, root, ...proof]);
  if (index < 0n || index >= size)
    throw failure("PROOF_INVALID", { reason: "the tree has no leaf of that index" });
  const climb = new Climb(index, size - 1n);
  let hash = leaf;
  for (const step of proof) {
    hash = climb.step() === "left" ? nodeHash(step, hash) : nodeHash(hash, step);
  }
  if (!climb.atTop) throw failure("PROOF_INVALID", { reason: "it has too few hashes" });
  if (!hash.equals(root)) throw failure("PROOF_INVALID", { reason: "it leads to another root" });
}

/**
 * Holds a tree to be the beginning of another (RFC 9162 section 2.1.4.2).
 * @throws PROOF_INVALID when that isn't shown. Nothing is shown about an empty tree: every tree begins with it.
 */
export function verifyConsistency({ size1, size2, root1, root2, proof }: ConsistencyClaim): void {
  if (size1 < 1n) throw failure("PROOF_INVALID", { reason: "the first tree is empty" });
  if (size1 > size2) throw failure("PROOF_INVALID", { reason: "the first tree is larger than the second" });
  if (size1 === size2) {
    if (proof.length > 0) throw failure("PROOF_INVALID", { reason: "it has too many hashes" });
    if (!root1.equals(root2))
      throw failure("PROOF_INVALID", { reason: "trees of one size have different roots" });
    return;
  }
  demandHashes([root1, root2, ...proof]);
  const path = isPowerOfTwo(size1) ? [root1, ...proof] : proof;
  const [first, ...rest] = path;
  if (first === undefined) throw failure("PROOF_INVALID", { reason: "it has too few hashes" });
  const climb = new Climb(size1 - 1n, size2 - 1n);
  climb.skipRight();
  let [hash1, hash2] = [first, first];
  for (const step of rest) {
    if (climb.step() === "left") {
      hash1 = nodeHash(step, hash1);
      hash2 = nodeHash(step, hash2);
    } else {
      hash2 = nodeHash(hash2, step);
    }
  }
  if (!climb.atTop) throw failure("PROOF_INVALID", { reason: "it has too few hashes" });
  if (!hash1.equals(root1))
    throw failure("PROOF_INVALID", { reason: "it leads to another root of the first tree" });
  if (!hash2.equals(root2))
    throw failure("PROOF_INVALID", { reason: "it leads to another root of the second tree" });
}

/** The way from a node up to the root: its number in its row (`fn` in RFC 9162) and the row's last (`sn`). */
class Climb {
  constructor(
    private node: bigint,
    private last: bigint,
  ) {}

  get atTop(): boolean {
    return this.last === 0n;
  }

  /** Goes up while the node is its parent's right child. */
  skipRight(): void {
    while (isOdd(this.node)) this.up();
  }

  /** On which side of the node the next hash of the proof stands. Goes up to where its parent is. */
  step(): "left" | "right" {
    if (this.atTop) throw failure("PROOF_INVALID", { reason: "it has too many hashes" });
    const isLeft = isOdd(this.node) || this.node === this.last;
    // A last node without partner is lifted as it is.
    if (isLeft) while (!isOdd(this.node) && this.node !== 0n) this.up();
    this.up();
    return isLeft ? "left" : "right";
  }

  private up(): void {
    this.node >>= 1n;
    this.last >>= 1n;
  }
}

function isOdd(number: bigint): boolean {
  return (number & 1n) === 1n;
}

function isPowerOfTwo(number: bigint): boolean {
  return (number & (number - 1n)) === 0n;
}

function demandHashes(hashes: readonly Buffer[]): void {
  if (hashes.some((hash) => hash.length !== HASH_BYTES))
    throw failure("PROOF_INVALID", { reason: "a hash has no 32 bytes" });
}
