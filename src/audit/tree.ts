import { failure } from "../base/errors.js";
import { EMPTY_ROOT, HASH_BYTES, rootAbove } from "./merkle.js";
import { hashesOf, TILE_WIDTH, tilesOf, type ReadTile } from "./tile.js";

/** A tile with all hashes it has. */
export interface Tile {
  level: number;
  index: number;
  /** One after the other, 32 bytes each. */
  hashes: Buffer;
}

/** The last tile of a level, as far as it is filled: 0 to 255 hashes. */
interface Edge {
  hashes: Buffer;
  width: number;
  index: number;
  changed: boolean;
}

/**
 * The right edge of an RFC 6962 tree, which is all that appending needs: one unfinished tile for each level. Full
 * tiles are held only until they are taken.
 */
export class Tree {
  readonly #edges: Edge[] = [];
  #filled: Tile[] = [];
  #size: number;

  private constructor(size: number) {
    this.#size = size;
  }

  /**
   * The tree of the first `size` leaves, from its tiles. These may hold more: it is left out.
   * @throws TREE_BROKEN when a tile is missing or too short.
   */
  static async load(size: number, read: ReadTile): Promise<Tree> {
    const tree = new Tree(size);
    for (const { level, tiles, lastWidth } of tilesOf(size)) {
      const edge = tree.#edge(level);
      const full = lastWidth === TILE_WIDTH;
      edge.index = full ? tiles : tiles - 1;
      if (full) continue;
      const stored = await read(level, edge.index);
      if (stored === undefined || stored.length < lastWidth * HASH_BYTES) {
        throw failure("TREE_BROKEN", { level, index: edge.index });
      }
      hashesOf(stored, 0, lastWidth).copy(edge.hashes);
      edge.width = lastWidth;
    }
    return tree;
  }

  /** How many leaves it has. */
  get size(): number {
    return this.#size;
  }

  /**
   * Adds leaves at the right.
   * @param hashes leaf hashes, one after the other, 32 bytes each; any number.
   */
  append(hashes: Buffer): void {
    if (hashes.length % HASH_BYTES !== 0) throw new RangeError("leaf hashes have 32 bytes each");
    this.#extend(0, hashes);
    this.#size += hashes.length / HASH_BYTES;
  }

  /** The Merkle tree hash of all leaves (RFC 6962 section 2.1). */
  root(): Buffer {
    let below: Buffer = Buffer.alloc(0);
    for (const { hashes, width } of this.#edges) {
      const row = Buffer.concat([hashesOf(hashes, 0, width), below]);
      below = row.length === 0 ? row : rootAbove(row);
    }
    return below.length === 0 ? EMPTY_ROOT : below;
  }

  /** The tiles that changed since the last call, in order of level and index, each with all its hashes. */
  takeChanged(): Tile[] {
    const taken = this.#filled;
    this.#filled = [];
    this.#edges.forEach((edge, level) => {
      if (!edge.changed) return;
      taken.push({ level, index: edge.index, hashes: hashesOf(edge.hashes, 0, edge.width) });
      edge.changed = false;
    });
    return taken.sort((one, other) => one.level - other.level || one.index - other.index);
  }

  #edge(level: number): Edge {
    return (this.#edges[level] ??= { hashes: newTile(), width: 0, index: 0, changed: false });
  }

  #extend(level: number, hashes: Buffer): void {
    for (let read = 0; read < hashes.length;) {
      const edge = this.#edge(level);
      const copied = hashes.copy(edge.hashes, edge.width * HASH_BYTES, read);
      read += copied;
      edge.width += copied / HASH_BYTES;
      edge.changed = true;
      if (edge.width === TILE_WIDTH) this.#finish(level, edge);
    }
  }

  #finish(level: number, edge: Edge): void {
    this.#filled.push({ level, index: edge.index, hashes: edge.hashes });
    this.#extend(level + 1, rootAbove(edge.hashes));
    this.#edges[level] = { hashes: newTile(), width: 0, index: edge.index + 1, changed: false };
  }
}

function newTile(): Buffer {
  return Buffer.alloc(TILE_WIDTH * HASH_BYTES);
}
