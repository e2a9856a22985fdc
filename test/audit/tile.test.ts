import fc from "fast-check";
import { expect, test } from "vitest";
import { parseTilePath, tilePath, tilesOf } from "../../src/audit/tile.js";

test.each([
  { level: 0, index: 0, width: 256, path: "tile/0/000" },
  { level: 0, index: 1067, width: 256, path: "tile/0/x001/067" },
  { level: 3, index: 1234067, width: 256, path: "tile/3/x001/x234/067" },
  { level: 0, index: 123456789, width: 256, path: "tile/0/x123/x456/789" },
  { level: 0, index: 273, width: 112, path: "tile/0/273.p/112" },
  { level: 1, index: 1000, width: 1, path: "tile/1/x001/000.p/1" },
  { level: 63, index: 999, width: 255, path: "tile/63/999.p/255" },
])("tile $index of level $level with $width hashes is at $path", ({ path, ...place }) => {
  expect(tilePath(place.level, place.index, place.width)).toBe(path);
  expect(parseTilePath(path)).toEqual(place);
});

test("a path leads back to its tile, whichever it is", () => {
  const place = fc.record({
    level: fc.integer({ min: 0, max: 63 }),
    index: fc.maxSafeNat(),
    width: fc.integer({ min: 1, max: 256 }),
  });
  fc.assert(
    fc.property(place, ({ level, index, width }) => {
      expect(parseTilePath(tilePath(level, index, width))).toEqual({ level, index, width });
    }),
  );
});

test.each([
  "",
  "tile/0",
  "tile/0/",
  "tile/0/00",
  "tile/0/0000",
  "tile/0/x000",
  "tile/0/x000/001",
  "tile/0/001/002",
  "tile/0/x001/x002",
  "tile/0/1",
  "tile/0/-01",
  "tile/0/00a",
  "tile/00/000",
  "tile/64/000",
  "tile/100/000",
  "tile/-1/000",
  "tile/entries/000",
  "tile/0/000.p/0",
  "tile/0/000.p/01",
  "tile/0/000.p/256",
  "tile/0/000.p/257",
  "tile/0/000.p/",
  "tile/0/000.p/1/2",
  "tile/0/x009/x007/x199/x254/x740/992",
  "/tile/0/000",
  "tile/0/000\n",
  "tile/0/000/",
  "tile/0/../000",
  "tile/0/٠٠٠",
])("%j is no path of a tile", (text) => {
  expect(parseTilePath(text)).toBeUndefined();
});

test("the tiles of a tree are those of the specification's example", () => {
  expect(tilesOf(70_000)).toEqual([
    { level: 0, tiles: 274, lastWidth: 112 },
    { level: 1, tiles: 2, lastWidth: 17 },
    { level: 2, tiles: 1, lastWidth: 1 },
  ]);
});

test("a full tile has its root in the level above, and an empty tree has no tile", () => {
  expect(tilesOf(256)).toEqual([
    { level: 0, tiles: 1, lastWidth: 256 },
    { level: 1, tiles: 1, lastWidth: 1 },
  ]);
  expect(tilesOf(255)).toEqual([{ level: 0, tiles: 1, lastWidth: 255 }]);
  expect(tilesOf(0)).toEqual([]);
});

test("the largest size that a number can hold has tiles too", () => {
  const rows = tilesOf(Number.MAX_SAFE_INTEGER);
  expect(rows).toHaveLength(7);
  expect(rows.at(0)).toEqual({ level: 0, tiles: 2 ** 45, lastWidth: 255 });
  expect(rows.at(-1)).toEqual({ level: 6, tiles: 1, lastWidth: 31 });
});
