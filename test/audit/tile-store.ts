import { createHash } from "node:crypto";
import { Tree, type Tile } from "../../src/audit/tree.js";
import type { ReadTile } from "../../src/audit/tile.js";

/** Tiles in memory, as a database would keep them: a wider one replaces the one before. */
export class TileStore {
  readonly tiles = new Map<string, Buffer>();
  /** Each read since the store was made. */
  readonly reads: string[] = [];

  put(tiles: readonly Tile[]): void {
    for (const { level, index, hashes } of tiles) this.tiles.set(`${level}/${index}`, hashes);
  }

  readonly read: ReadTile = async (level, index) => {
    this.reads.push(`${level}/${index}`);
    return this.tiles.get(`${level}/${index}`);
  };
}

/** Different leaf hashes, the same in every run. */
export function leavesOf(count: number): Buffer[] {
  return Array.from({ length: count }, (_, index) => createHash("sha256").update(`\0leaf ${index}`).digest());
}

/** The tiles of a tree of these leaves. */
export async function stored(leaves: readonly Buffer[]): Promise<TileStore> {
  const store = new TileStore();
  const tree = await Tree.load(0, store.read);
  tree.append(Buffer.concat(leaves));
  store.put(tree.takeChanged());
  return store;
}
