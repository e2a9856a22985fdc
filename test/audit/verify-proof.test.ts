import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { coded } from "../support/coded.js";
import { nodeHash } from "../../src/audit/merkle.js";
import {
  verifyConsistency,
  verifyInclusion,
  type ConsistencyClaim,
  type InclusionClaim,
} from "../../src/audit/verify-proof.js";
import { NaiveTree } from "./naive-tree.js";
import { leavesOf } from "./tile-store.js";

interface Vector {
  name: string;
  wantErr: boolean;
  proof: string[] | null;
}
type InclusionVector = Vector & Record<"leafIdx" | "treeSize" | "root" | "leafHash", string>;
type ConsistencyVector = Vector & Record<"size1" | "size2" | "root1" | "root2", string>;

/** From transparency-dev/merkle, Apache-2.0. */
function vectors<V>(file: string): V[] {
  const text = readFileSync(new URL(`vectors/${file}`, import.meta.url), "utf8");
  return (JSON.parse(text) as { vectors: V[] }).vectors;
}

const bytes = (text: string) => Buffer.from(text, "base64");

function expectVerdict(holds: boolean, verify: () => void): void {
  if (holds) verify();
  else expect(verify).toThrow(coded("PROOF_INVALID"));
}

describe("the published vectors", () => {
  const inclusion = vectors<InclusionVector>("merkle-inclusion.json");
  const consistency = vectors<ConsistencyVector>("merkle-consistency.json");

  test("are all there, of both kinds", () => {
    for (const all of [inclusion, consistency]) {
      expect(all.filter(({ wantErr }) => !wantErr).length).toBeGreaterThan(5);
      expect(all.filter(({ wantErr }) => wantErr).length).toBeGreaterThan(50);
    }
  });

  test.each(inclusion)("$name", ({ leafIdx, treeSize, leafHash, proof, root, wantErr }) => {
    const claim = {
      index: BigInt(leafIdx),
      size: BigInt(treeSize),
      leaf: bytes(leafHash),
      proof: (proof ?? []).map(bytes),
      root: bytes(root),
    };
    expectVerdict(!wantErr, () => verifyInclusion(claim));
  });

  test.each(consistency)("$name", ({ size1, size2, root1, root2, proof, wantErr }) => {
    const claim = {
      size1: BigInt(size1),
      size2: BigInt(size2),
      root1: bytes(root1),
      root2: bytes(root2),
      proof: (proof ?? []).map(bytes),
    };
    expectVerdict(!wantErr, () => verifyConsistency(claim));
  });
});

const LEAVES = leavesOf(70);
const naive = new NaiveTree(LEAVES);
const anySize = fc.integer({ min: 1, max: LEAVES.length });
const anyBit = fc.nat(255);
const anyNumber = fc.oneof(
  fc.bigInt({ min: -2n, max: 140n }),
  fc.constantFrom(2n ** 63n, 2n ** 64n - 1n, 2n ** 64n),
);

function inclusionOf(index: number, size: number): InclusionClaim {
  const proof = naive.inclusion(index, size).hashes;
  return { index: BigInt(index), size: BigInt(size), leaf: LEAVES[index]!, proof, root: naive.root(size) };
}

function consistencyOf(size1: number, size2: number): ConsistencyClaim {
  const proof = naive.consistency(size1, size2).hashes;
  const [root1, root2] = [naive.root(size1), naive.root(size2)];
  return { size1: BigInt(size1), size2: BigInt(size2), root1, root2, proof };
}

function flipped(hash: Buffer, bit: number): Buffer {
  const changed = Buffer.from(hash);
  changed[bit >> 3]! ^= 1 << (bit & 7);
  return changed;
}

/** The same hashes but for one bit of one of them. */
function flippedIn(hashes: readonly Buffer[], which: number, bit: number): Buffer[] {
  return hashes.map((hash, index) => (index === which % hashes.length ? flipped(hash, bit) : hash));
}

describe("an inclusion proof", () => {
  const anyClaim = fc.tuple(anySize, fc.nat()).map(([size, any]) => inclusionOf(any % size, size));

  test("holds as it is, and not with one bit flipped in a hash, the leaf or the root", () => {
    fc.assert(
      fc.property(anyClaim, anyBit, fc.nat(), (claim, bit, which) => {
        verifyInclusion(claim);
        const { leaf, root, proof } = claim;
        expect(() => verifyInclusion({ ...claim, leaf: flipped(leaf, bit) })).toThrow(coded("PROOF_INVALID"));
        expect(() => verifyInclusion({ ...claim, root: flipped(root, bit) })).toThrow(coded("PROOF_INVALID"));
        if (proof.length === 0) return;
        const changed = flippedIn(proof, which, bit);
        expect(() => verifyInclusion({ ...claim, proof: changed })).toThrow("another root");
      }),
    );
  });

  test("holds for no other index", () => {
    fc.assert(
      fc.property(anyClaim, anyNumber, (claim, index) => {
        expectVerdict(index === claim.index, () => verifyInclusion({ ...claim, index }));
      }),
      { numRuns: 300 },
    );
  });

  // The size is bound to the root by the checkpoint's signature. The algorithm of the RFC sees it only by the path.
  test("holds for another size only where the way to the root is the same", () => {
    fc.assert(
      fc.property(anyClaim, anySize, (claim, size) => {
        const shapeAt = (leaves: number) => naive.inclusion(Number(claim.index), leaves).shape.join();
        const holds = claim.index < size && shapeAt(size) === shapeAt(Number(claim.size));
        expectVerdict(holds, () => verifyInclusion({ ...claim, size: BigInt(size) }));
      }),
      { numRuns: 300 },
    );
  });

  test("doesn't hold with a hash more, a hash less, or one of another length", () => {
    fc.assert(
      fc.property(anyClaim, (claim) => {
        const { proof, root } = claim;
        expect(() => verifyInclusion({ ...claim, proof: [...proof, root] })).toThrow("too many hashes");
        if (proof.length === 0) return;
        expect(() => verifyInclusion({ ...claim, proof: proof.slice(0, -1) })).toThrow("too few hashes");
        const short = [root.subarray(1), ...proof.slice(1)];
        expect(() => verifyInclusion({ ...claim, proof: short })).toThrow("no 32 bytes");
      }),
    );
  });

  test("is judged exactly where sizes are beyond what a number holds", () => {
    const [leaf, sibling] = [LEAVES[0]!, LEAVES[1]!];
    const size = 2n ** 53n + 1n;
    const claim = { leaf, proof: [sibling], root: nodeHash(sibling, leaf), size };
    verifyInclusion({ ...claim, index: 2n ** 53n });
    expect(() => verifyInclusion({ ...claim, index: 2n ** 53n - 1n })).toThrow(coded("PROOF_INVALID"));
    expect(() => verifyInclusion({ ...claim, index: size })).toThrow("no leaf of that index");
  });
});

describe("a consistency proof", () => {
  const anyClaim = fc
    .tuple(anySize, anySize)
    .map(([one, other]) => consistencyOf(Math.min(one, other), Math.max(one, other)));

  test("holds as it is, and not with one bit flipped in a hash or a root", () => {
    fc.assert(
      fc.property(anyClaim, anyBit, fc.nat(), (claim, bit, which) => {
        verifyConsistency(claim);
        const { root1, root2, proof } = claim;
        expect(() => verifyConsistency({ ...claim, root1: flipped(root1, bit) })).toThrow(
          coded("PROOF_INVALID"),
        );
        expect(() => verifyConsistency({ ...claim, root2: flipped(root2, bit) })).toThrow(
          coded("PROOF_INVALID"),
        );
        if (proof.length === 0) return;
        const changed = flippedIn(proof, which, bit);
        expect(() => verifyConsistency({ ...claim, proof: changed })).toThrow("another root");
      }),
    );
  });

  test("holds for other sizes only where the way to the roots is the same", () => {
    const shape = (size1: number, size2: number) => naive.consistency(size1, size2).shape.join();
    fc.assert(
      fc.property(anyClaim, anySize, anySize, fc.boolean(), (claim, one, other, keepFirst) => {
        const size1 = keepFirst ? Number(claim.size1) : one;
        const size2 = keepFirst ? other : Number(claim.size2);
        const same =
          size1 <= size2 && shape(size1, size2) === shape(Number(claim.size1), Number(claim.size2));
        const changed = { ...claim, size1: BigInt(size1), size2: BigInt(size2) };
        expectVerdict(same, () => verifyConsistency(changed));
      }),
      { numRuns: 300 },
    );
  });

  test("doesn't hold with a hash more, a hash less, or one of another length", () => {
    fc.assert(
      fc.property(anyClaim, (claim) => {
        const { proof, root2 } = claim;
        expect(() => verifyConsistency({ ...claim, proof: [...proof, root2] })).toThrow("too many hashes");
        if (proof.length === 0) return;
        expect(() => verifyConsistency({ ...claim, proof: proof.slice(0, -1) })).toThrow("too few hashes");
        const short = [root2.subarray(1), ...proof.slice(1)];
        expect(() => verifyConsistency({ ...claim, proof: short })).toThrow("no 32 bytes");
      }),
    );
  });

  test("shows nothing about an empty first tree, one of a negative size, or one larger than the second", () => {
    const claim = consistencyOf(1, 2);
    expect(() => verifyConsistency({ ...claim, size1: 0n })).toThrow("empty");
    expect(() => verifyConsistency({ ...claim, size1: -1n })).toThrow("empty");
    expect(() => verifyConsistency({ ...claim, size1: 3n })).toThrow("larger");
    expect(() => verifyConsistency({ ...claim, size1: 2n, proof: [] })).toThrow("different roots");
  });
});
