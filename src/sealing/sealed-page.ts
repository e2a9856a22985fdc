import { HASH_BYTES } from "../audit/merkle.js";
import { hashesOf, TILE_WIDTH } from "../audit/tile.js";
import type { LogReview } from "../ledger/log/review.js";

/** The hashes that were sealed from one index to before another, as the tiles have them. */
export interface SealedPage {
  /** Undefined where the tile is missing or too short. */
  at: (index: number) => Buffer | undefined;
  /** Leaves whose hashes aren't there: from, to before. */
  gaps: [from: number, to: number][];
}

/** @param from a multiple of 256. */
export async function sealedPage(
  review: LogReview,
  logId: number,
  from: number,
  to: number,
): Promise<SealedPage> {
  const first = from / TILE_WIDTH;
  const stored = await review.tiles(logId, 0, first, Math.ceil(to / TILE_WIDTH));
  const tiles = new Map(stored.map(({ index, hashes }) => [index, hashes]));
  const at = (index: number): Buffer | undefined => {
    const tile = tiles.get(Math.floor(index / TILE_WIDTH));
    const place = index % TILE_WIDTH;
    return tile && tile.length >= (place + 1) * HASH_BYTES ? hashesOf(tile, place, place + 1) : undefined;
  };
  const gaps: SealedPage["gaps"] = [];
  for (let start = from; start < to; start += TILE_WIDTH) {
    const end = Math.min(start + TILE_WIDTH, to);
    const held = Math.floor((tiles.get(start / TILE_WIDTH)?.length ?? 0) / HASH_BYTES);
    if (start + held < end) gaps.push([start + held, end]);
  }
  return { at, gaps };
}
