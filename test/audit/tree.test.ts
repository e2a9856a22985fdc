import fc from "fast-check";
import { expect, test } from "vitest";
import { HASH_BYTES } from "../../src/audit/merkle.js";
import { tilesOf } from "../../src/audit/tile.js";
import { Tree } from "../../src/audit/tree.js";
import { NaiveTree } from "./naive-tree.js";
import { leavesOf, stored, TileStore } from "./tile-store.js";

const LEAVES = leavesOf(65_600);
const naive = new NaiveTree(LEAVES);
const EDGES = [255, 256, 257, 511, 512, 513, 65_535, 65_536, 65_537];

/** The hashes of a tile as the specification defines them: MTH(D[(n * 256 + i) * 256**l : (n * 256 + i + 1) * 256**l]). */
function definedTile(level: number, index: number, width: number): string {
  const span = 256 ** level;
  const starts = Array.from({ length: width }, (_, i) => (index * 256 + i) * span);
  return Buffer.concat(starts.map((start) => naive.rootOf(start, start + span))).toString("hex");
}

function storedTiles({ tiles }: TileStore): Record<string, string> {
  return Object.fromEntries([...tiles].map(([place, hashes]) => [place, hashes.toString("hex")]));
}

function definedTiles(size: number): Record<string, string> {
  const tiles = tilesOf(size).flatMap(({ level, tiles, lastWidth }) =>
    Array.from({ length: tiles }, (_, index) => [
      `${level}/${index}`,
      definedTile(level, index, index === tiles - 1 ? lastWidth : 256),
    ]),
  );
  return Object.fromEntries(tiles) as Record<string, string>;
}

test("however leaves are cut into appends, also over restarts, root and tiles are those that RFC 6962 defines", async () => {
  const cuts = fc.array(
    fc.record({
      leaves: fc.oneof(fc.nat(5), fc.nat(600), fc.constantFrom(255, 256, 257)),
      restart: fc.boolean(),
    }),
    { maxLength: 6 },
  );
  await fc.assert(
    fc.asyncProperty(cuts, async (appends) => {
      const store = new TileStore();
      let tree = await Tree.load(0, store.read);
      for (const { leaves, restart } of appends) {
        tree.append(Buffer.concat(LEAVES.slice(tree.size, tree.size + leaves)));
        store.put(tree.takeChanged());
        if (restart) tree = await Tree.load(tree.size, store.read);
      }
      const size = appends.reduce((sum, { leaves }) => sum + leaves, 0);
      expect(tree.size).toBe(size);
      expect(tree.root()).toEqual(naive.root(size));
      expect(storedTiles(store)).toEqual(definedTiles(size));
    }),
    { numRuns: 40 },
  );
});

test.each(EDGES)(
  "at %d leaves root and tiles are those that RFC 6962 defines, and it goes on from there",
  async (size) => {
    const store = await stored(LEAVES.slice(0, size));
    const tree = await Tree.load(size, store.read);
    expect(tree.root()).toEqual(naive.root(size));
    expect(storedTiles(store)).toEqual(definedTiles(size));
    tree.append(Buffer.concat(LEAVES.slice(size, size + 2)));
    expect(tree.root()).toEqual(naive.root(size + 2));
  },
);

test("what is taken are the tiles that changed, in order, each once and with all its hashes", async () => {
  const tree = await Tree.load(0, new TileStore().read);
  const take = () =>
    tree.takeChanged().map(({ level, index, hashes }) => [level, index, hashes.length / HASH_BYTES]);
  const append = (count: number) => tree.append(Buffer.concat(LEAVES.slice(tree.size, tree.size + count)));
  expect(take()).toEqual([]);
  append(3);
  expect(take()).toEqual([[0, 0, 3]]);
  expect(take()).toEqual([]);
  append(0);
  expect(take()).toEqual([]);
  append(600);
  expect(take()).toEqual([
    [0, 0, 256],
    [0, 1, 256],
    [0, 2, 91],
    [1, 0, 2],
  ]);
  append(165);
  expect(take()).toEqual([
    [0, 2, 256],
    [1, 0, 3],
  ]);
});

test("they come in order too when tiles of several levels were filled at once", async () => {
  const tree = await Tree.load(0, new TileStore().read);
  tree.append(Buffer.concat(LEAVES));
  const places = tree.takeChanged().map(({ level, index }) => [level, index]);
  const expected = tilesOf(LEAVES.length).flatMap(({ level, tiles }) =>
    Array.from({ length: tiles }, (_, index) => [level, index]),
  );
  expect(places).toEqual(expected);
});

test("a tile that was taken doesn't change any more", async () => {
  const tree = await Tree.load(0, new TileStore().read);
  tree.append(LEAVES[0]!);
  const [tile] = tree.takeChanged();
  tree.append(LEAVES[1]!);
  expect(tile!.hashes).toEqual(LEAVES[0]);
});

test("hashes that tiles have beyond the size are left out", async () => {
  const store = await stored(LEAVES.slice(0, 600));
  const tree = await Tree.load(258, store.read);
  expect(tree.root()).toEqual(naive.root(258));
  tree.append(LEAVES[0]!);
  expect(tree.root()).toEqual(new NaiveTree([...LEAVES.slice(0, 258), LEAVES[0]!]).root(259));
});

test("a tree whose tile is missing or too short isn't loaded, and the error names the tile", async () => {
  for (const [key, level, index] of [
    ["0/2", 0, 2],
    ["1/0", 1, 0],
  ] as const) {
    const store = await stored(LEAVES.slice(0, 600));
    store.tiles.set(key, store.tiles.get(key)!.subarray(1));
    const tooShort = await Tree.load(600, store.read).catch((error: unknown) => error);
    store.tiles.delete(key);
    const missing = await Tree.load(600, store.read).catch((error: unknown) => error);
    for (const error of [tooShort, missing])
      expect(error).toMatchObject({ code: "TREE_BROKEN", facts: { level, index } });
  }
});

test("half a hash is refused, and nothing of it is appended", async () => {
  const tree = await Tree.load(0, new TileStore().read);
  expect(() => tree.append(Buffer.alloc(HASH_BYTES + 1))).toThrow(RangeError);
  expect(tree.size).toBe(0);
  expect(tree.takeChanged()).toEqual([]);
});
