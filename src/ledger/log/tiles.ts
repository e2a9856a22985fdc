import { and, eq, sql } from "drizzle-orm";
import { asJson, type Database, type Executor } from "../database.js";
import { logTiles } from "../schema.js";

export interface StoredTile {
  level: number;
  index: number;
  hashes: Buffer;
}

/** The subtree hashes of the logs. */
export class LogTiles {
  constructor(private readonly db: Database) {}

  async read(logId: number, level: number, index: number): Promise<Buffer | undefined> {
    const [found] = await this.db
      .select({ hashes: logTiles.hashes })
      .from(logTiles)
      .where(and(eq(logTiles.logId, logId), eq(logTiles.level, level), eq(logTiles.index, index)));
    return found?.hashes;
  }

  async save(tx: Executor, logId: number, tiles: readonly StoredTile[]): Promise<void> {
    if (tiles.length === 0) return;
    const encoded = tiles.map(({ level, index, hashes }) => [level, index, hashes.toString("base64")]);
    await tx.execute(
      sql`insert into ${logTiles} (log_id, level, index, hashes)
          select ${logId}::int, (tile ->> 0)::int, (tile ->> 1)::bigint, decode(tile ->> 2, 'base64')
          from jsonb_array_elements(${asJson(encoded)}) as t(tile)
          on conflict (log_id, level, index) do update set hashes = excluded.hashes`,
    );
  }
}
