import { HASH_BYTES } from "./merkle.js";

/** Rows of a tree that one tile stands for. */
export const TILE_HEIGHT = 8;

/** Hashes in a full tile. */
export const TILE_WIDTH = 2 ** TILE_HEIGHT;

/**
 * Reads a tile: all hashes it has so far, one after the other, maybe more than the tree had at the size one asks about.
 * `undefined` where there is no such tile.
 */
export type ReadTile = (level: number, index: number) => Promise<Buffer | undefined>;

/** Where a tile is, and how many hashes of it one means. */
export interface TilePlace {
  /** 0: leaf hashes. A hash of level n + 1 is the root of a full tile of level n. */
  level: number;
  index: number;
  /** 1 to 256. */
  width: number;
}

/** The tiles of one level. */
export interface TileRow {
  level: number;
  /** How many tiles; all but the last are full. */
  tiles: number;
  /** Hashes in the last, 1 to 256. */
  lastWidth: number;
}

const MAX_LEVEL = 63;
const DIGITS = 3;
const PATH = /^tile\/(\d{1,2})\/((?:x\d{3}\/)*\d{3})(?:\.p\/(\d{1,3}))?$/;

/**
 * Where a tile is published, for example `tile/0/x001/x234/067.p/112` (c2sp.org/tlog-tiles).
 * @param width left out: a full tile.
 */
export function tilePath(level: number, index: number, width = TILE_WIDTH): string {
  const digits = String(index);
  const groups = digits.padStart(Math.ceil(digits.length / DIGITS) * DIGITS, "0").match(/\d{3}/g) ?? [];
  const last = groups.pop();
  const path = [...groups.map((group) => `x${group}`), last].join("/");
  return `tile/${level}/${path}${width === TILE_WIDTH ? "" : `.p/${width}`}`;
}

/** The reverse of {@link tilePath}; `undefined` for what is no path of a tile. */
export function parseTilePath(text: string): TilePlace | undefined {
  const [, level, groups, width] = PATH.exec(text) ?? [];
  if (level === undefined || groups === undefined) return undefined;
  const place = {
    level: Number(level),
    index: Number(groups.replace(/[x/]/g, "")),
    width: Number(width ?? TILE_WIDTH),
  };
  const possible =
    place.level <= MAX_LEVEL &&
    Number.isSafeInteger(place.index) &&
    place.width >= 1 &&
    place.width <= TILE_WIDTH;
  // What could be written shorter is refused: a tile has one path.
  return possible && tilePath(place.level, place.index, place.width) === text ? place : undefined;
}

/** The tiles that a tree of `size` leaves has, from the leaves up. Of an empty tree: none. */
export function tilesOf(size: number): TileRow[] {
  const rows: TileRow[] = [];
  for (let level = 0, hashes = size; hashes > 0; level++, hashes = Math.floor(hashes / TILE_WIDTH)) {
    const tiles = Math.ceil(hashes / TILE_WIDTH);
    rows.push({ level, tiles, lastWidth: hashes - (tiles - 1) * TILE_WIDTH });
  }
  return rows;
}

/** Hashes `from` to before `to` of a tile. */
export function hashesOf(tile: Buffer, from: number, to: number): Buffer {
  return tile.subarray(from * HASH_BYTES, to * HASH_BYTES);
}
