import { HASH_BYTES } from "../audit/merkle.js";
import { TILE_WIDTH } from "../audit/tile.js";
import { Tree, type Tile } from "../audit/tree.js";
import type { LogReview } from "../ledger/log/review.js";
import type { Finding } from "./findings.js";

/** Something about the stored hashes over leaves: from, to before. */
export interface TileFinding {
  finding: Finding;
  from: number;
  to: number;
}

/** Computes the hashes above the leaves and compares the stored ones with them. */
export class UpperTiles {
  readonly findings: TileFinding[] = [];
  readonly #edges = new Map<number, Tile>();

  private constructor(
    private readonly log: { id: number; origin: string },
    private readonly tree: Tree,
  ) {}

  static async begin(log: { id: number; origin: string }): Promise<UpperTiles> {
    return new UpperTiles(log, await Tree.load(0, () => Promise.resolve(undefined)));
  }

  /** @param hashes of leaves, which are what was sealed. */
  async append(hashes: Buffer, review: LogReview): Promise<void> {
    this.tree.append(hashes);
    for (const tile of this.tree.takeChanged()) {
      if (tile.level === 0) continue;
      // The last tile of a level is looked at when it is known to be the last.
      const isFull = tile.hashes.length === TILE_WIDTH * HASH_BYTES;
      if (isFull) this.#edges.delete(tile.level);
      if (isFull) await this.compare(tile, review);
      else this.#edges.set(tile.level, tile);
    }
  }

  async end(review: LogReview): Promise<void> {
    for (const tile of this.#edges.values()) await this.compare(tile, review);
  }

  private async compare({ level, index, hashes }: Tile, review: LogReview): Promise<void> {
    const [stored] = await review.tiles(this.log.id, level, index, index + 1);
    const width = hashes.length / HASH_BYTES;
    const held = Math.min(width, Math.floor((stored?.hashes.length ?? 0) / HASH_BYTES));
    const span = TILE_WIDTH ** level;
    const leafOf = (place: number) => (index * TILE_WIDTH + place) * span;
    for (let place = 0; place < held; place++) {
      const at = (all: Buffer | undefined) => all?.subarray(place * HASH_BYTES, (place + 1) * HASH_BYTES);
      if (at(stored?.hashes)?.equals(at(hashes) ?? Buffer.alloc(0))) continue;
      const [from, to] = [leafOf(place), leafOf(place + 1)];
      const message = `The stored hash over index ${from} to ${to - 1} isn't the one that the hashes of these entries give.`;
      this.report("tile_changed", from, to, message);
      break;
    }
    if (held === width) return;
    const [from, to] = [leafOf(held), leafOf(width)];
    this.report("tile_missing", from, to, `The stored hashes over index ${from} to ${to - 1} are gone.`);
  }

  private report(kind: "tile_changed" | "tile_missing", from: number, to: number, message: string): void {
    const finding: Finding = { kind, log: this.log.origin, index: from, row: null, message };
    this.findings.push({ finding, from, to });
  }
}
