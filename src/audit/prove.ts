import { failure } from "../base/errors.js";
import { EMPTY_ROOT, HASH_BYTES, rootAbove } from "./merkle.js";
import { hashesOf, TILE_WIDTH, type ReadTile } from "./tile.js";

/** Leaves `from` to before `to`, as RFC 6962 splits a tree: `from` is a multiple of a power of two not below their number. */
type Subtree = readonly [from: number, to: number];

/**
 * Shows that a leaf is in the tree of the first `size` leaves (RFC 6962 section 2.1.1).
 * @returns hashes from the leaf's sibling up to the root's child.
 * @throws TREE_BROKEN when a tile is missing or too short; RangeError when there is no such leaf.
 */
export async function inclusionProof(index: number, size: number, read: ReadTile): Promise<Buffer[]> {
  if (!(index >= 0 && index < size)) throw new RangeError("the tree has no leaf of that index");
  return rootsOf(siblings(index, size), read);
}

/**
 * Shows that the tree of the first `from` leaves is the beginning of that of the first `to` (RFC 6962 section 2.1.2).
 * @returns no hashes for equal sizes.
 * @throws TREE_BROKEN when a tile is missing or too short; RangeError unless 0 < from ≤ to: every tree begins
 * with the empty one, so there is nothing to show.
 */
export async function consistencyProof(from: number, to: number, read: ReadTile): Promise<Buffer[]> {
  if (!(from > 0 && from <= to)) throw new RangeError("sizes must be above zero and in order");
  return rootsOf(common(from, to), read);
}

/**
 * The root that the tree had at a size.
 * @throws TREE_BROKEN when a tile is missing or too short.
 */
export async function rootAt(size: number, read: ReadTile): Promise<Buffer> {
  return size === 0 ? EMPTY_ROOT : rootOf([0, size], read);
}

function siblings(index: number, size: number): Subtree[] {
  const found: Subtree[] = [];
  for (let from = 0, to = size; to - from > 1;) {
    const middle = from + largestPowerBelow(to - from);
    if (index < middle) {
      found.unshift([middle, to]);
      to = middle;
    } else {
      found.unshift([from, middle]);
      from = middle;
    }
  }
  return found;
}

function common(size1: number, size2: number): Subtree[] {
  const found: Subtree[] = [];
  let [from, to] = [0, size2];
  while (to !== size1) {
    const middle = from + largestPowerBelow(to - from);
    if (size1 <= middle) {
      found.unshift([middle, to]);
      to = middle;
    } else {
      found.unshift([from, middle]);
      from = middle;
    }
  }
  // Never having gone right, what is left is the first tree itself, whose root the verifier has.
  if (from > 0) found.unshift([from, to]);
  return found;
}

function largestPowerBelow(count: number): number {
  let power = 1;
  while (power * 2 < count) power *= 2;
  return power;
}

async function rootsOf(subtrees: Subtree[], read: ReadTile): Promise<Buffer[]> {
  const readOnce = remembering(read);
  const roots: Buffer[] = [];
  for (const subtree of subtrees) roots.push(await rootOf(subtree, readOnce));
  return roots;
}

/** From full tiles it goes up to the level that has their roots; what is over at the right goes along as the last node. */
async function rootOf([from, to]: Subtree, read: ReadTile): Promise<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  let level = 0;
  for (; from % TILE_WIDTH === 0 && to - from >= TILE_WIDTH; level++) {
    const over = to % TILE_WIDTH;
    if (over > 0) rest = rootAbove(Buffer.concat([await readHashes(level, to - over, to, read), rest]));
    [from, to] = [from / TILE_WIDTH, Math.floor(to / TILE_WIDTH)];
  }
  return rootAbove(Buffer.concat([await readHashes(level, from, to, read), rest]));
}

/** Nodes `from` to before `to` of a level; they are in one tile. */
async function readHashes(level: number, from: number, to: number, read: ReadTile): Promise<Buffer> {
  const index = Math.floor(from / TILE_WIDTH);
  const start = index * TILE_WIDTH;
  const tile = await read(level, index);
  if (tile === undefined || tile.length < (to - start) * HASH_BYTES)
    throw failure("TREE_BROKEN", { level, index });
  return hashesOf(tile, from - start, to - start);
}

/** One proof takes up to eight hashes from the same tile. */
function remembering(read: ReadTile): ReadTile {
  const tiles = new Map<string, Promise<Buffer | undefined>>();
  return (level, index) => {
    const key = `${level}/${index}`;
    const tile = tiles.get(key) ?? read(level, index);
    tiles.set(key, tile);
    return tile;
  };
}
