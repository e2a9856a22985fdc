import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { coded } from "../support/coded.js";
import { EMPTY_ROOT } from "../../src/audit/merkle.js";
import { consistencyProof, inclusionProof, rootAt } from "../../src/audit/prove.js";
import { verifyConsistency, verifyInclusion } from "../../src/audit/verify-proof.js";
import { NaiveTree } from "./naive-tree.js";
import { leavesOf, stored, type TileStore } from "./tile-store.js";

const LEAVES = leavesOf(65_600);
const naive = new NaiveTree(LEAVES);
let store: TileStore;

beforeAll(async () => {
  store = await stored(LEAVES);
});

/** More often near the edges of tiles than by chance. */
const anySize = fc.oneof(
  fc.integer({ min: 1, max: 1_300 }),
  fc.constantFrom(1, 2, 255, 256, 257, 511, 512, 513, 768, 1_024),
);
const anyTwoSizes = fc
  .tuple(anySize, anySize)
  .map(([one, other]) => [Math.min(one, other), Math.max(one, other)] as const);

test("the root at any size is that of RFC 6962, whatever was appended since", async () => {
  expect(await rootAt(0, store.read)).toEqual(EMPTY_ROOT);
  await fc.assert(
    fc.asyncProperty(anySize, async (size) => {
      expect(await rootAt(size, store.read)).toEqual(naive.root(size));
    }),
  );
});

test("the inclusion proof of any leaf in any tree is that of RFC 6962, and holds", async () => {
  await fc.assert(
    fc.asyncProperty(anySize, fc.nat(), async (size, any) => {
      const index = any % size;
      const proof = await inclusionProof(index, size, store.read);
      expect(proof).toEqual(naive.inclusion(index, size).hashes);
      const root = await rootAt(size, store.read);
      verifyInclusion({ index: BigInt(index), size: BigInt(size), leaf: LEAVES[index]!, proof, root });
    }),
  );
});

test("the consistency proof of any two trees is that of RFC 6962, and holds", async () => {
  await fc.assert(
    fc.asyncProperty(anyTwoSizes, async ([size1, size2]) => {
      const proof = await consistencyProof(size1, size2, store.read);
      expect(proof).toEqual(naive.consistency(size1, size2).hashes);
      const [root1, root2] = [await rootAt(size1, store.read), await rootAt(size2, store.read)];
      verifyConsistency({ size1: BigInt(size1), size2: BigInt(size2), root1, root2, proof });
    }),
  );
});

test.each([255, 256, 257, 65_535, 65_536, 65_537])(
  "at %d leaves root and proofs are those of RFC 6962",
  async (size) => {
    expect(await rootAt(size, store.read)).toEqual(naive.root(size));
    for (const index of [0, 254, size - 1]) {
      expect(await inclusionProof(index, size, store.read)).toEqual(naive.inclusion(index, size).hashes);
    }
    for (const size1 of [1, 255, size - 1, size]) {
      expect(await consistencyProof(size1, size, store.read)).toEqual(naive.consistency(size1, size).hashes);
    }
  },
);

test("a proof reads each tile once, and only a few", async () => {
  const { reads } = store;
  reads.length = 0;
  await inclusionProof(300, 65_537, store.read);
  expect(new Set(reads).size).toBe(reads.length);
  expect(reads.length).toBeLessThanOrEqual(4);
});

test("a tile that is missing or too short stops the proof, and the error names it", async () => {
  const broken = await stored(LEAVES.slice(0, 600));
  broken.tiles.set("0/1", broken.tiles.get("0/1")!.subarray(1));
  await expect(inclusionProof(300, 600, broken.read)).rejects.toMatchObject({
    facts: { level: 0, index: 1 },
  });
  broken.tiles.delete("1/0");
  await expect(rootAt(600, broken.read)).rejects.toThrow(coded("TREE_BROKEN"));
  await expect(consistencyProof(256, 600, broken.read)).rejects.toMatchObject({
    facts: { level: 1, index: 0 },
  });
  await expect(rootAt(601, broken.read)).rejects.toMatchObject({ facts: { level: 0, index: 2 } });
});

test.each([
  [0, 0],
  [5, 5],
  [6, 5],
  [-1, 5],
])("there is no inclusion proof for leaf %d of %d", async (index, size) => {
  await expect(inclusionProof(index, size, store.read)).rejects.toThrow(RangeError);
});

test.each([
  [0, 5],
  [6, 5],
  [-1, 5],
])("there is no consistency proof from %d to %d leaves", async (from, to) => {
  await expect(consistencyProof(from, to, store.read)).rejects.toThrow(RangeError);
});
