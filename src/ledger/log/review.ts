import { and, asc, eq, gt, gte, lt, sql } from "drizzle-orm";
import type { LeafKind } from "../../audit/leaf.js";
import { HASH_BYTES } from "../../audit/merkle.js";
import { TILE_WIDTH, type TileRow } from "../../audit/tile.js";
import { asJson, rows, type Database } from "../database.js";
import type { StoredTile } from "./tiles.js";
import { auditActions, auditEntries, logInbox, logLeaves, logTiles, logs } from "../schema.js";

export type WaitingBundle = typeof logInbox.$inferSelect;

/** What only a verification of the whole log asks for. */
export class LogReview {
  constructor(private readonly db: Database) {}

  /**
   * Has the database count its tables. Else it plans as if they were as small as they once were, and compares every row
   * with every place: PostgreSQL counts by itself only after a while, the embedded ledger never does.
   */
  async takeStock(): Promise<void> {
    await this.db.execute(sql`analyze ${auditEntries}, ${auditActions}, ${logLeaves}, ${logInbox}`);
  }

  /** What the log says of its size, and how many places it has: up to the last that is taken. */
  async extent(logId: number): Promise<{ size: number; places: number }> {
    const [found] = await rows<{ size: string; places: string }>(
      this.db,
      sql`select l.size::text as size,
                 coalesce((select max(index) + 1 from ${logLeaves} where log_id = ${logId}), 0)::text as places
          from ${logs} l where l.id = ${logId}`,
    );
    return { size: Number(found?.size ?? 0), places: Number(found?.places ?? 0) };
  }

  /** Tiles of a level, from one index to before another, in order; gaps show. */
  async tiles(logId: number, level: number, from: number, to: number): Promise<StoredTile[]> {
    const { index, hashes } = logTiles;
    return this.db
      .select({ level: logTiles.level, index, hashes })
      .from(logTiles)
      .where(and(eq(logTiles.logId, logId), eq(logTiles.level, level), gte(index, from), lt(index, to)))
      .orderBy(asc(index));
  }

  /** Tiles that a tree of these rows of tiles doesn't have, or that are longer than they can be. */
  async strayTiles(
    logId: number,
    tree: readonly TileRow[],
    limit: number,
  ): Promise<{ level: number; index: number }[]> {
    const levels = tree.map(({ level, tiles, lastWidth }) => [level, tiles, lastWidth * HASH_BYTES]);
    const found = await rows<{ level: number; index: string }>(
      this.db,
      sql`select t.level, t.index::text as index from ${logTiles} t
          left join (select (l ->> 0)::int as level, (l ->> 1)::bigint as tiles, (l ->> 2)::int as bytes
                     from jsonb_array_elements(${asJson(levels)}) as j(l)) e on e.level = t.level
          where t.log_id = ${logId}
            and (e.level is null or t.index < 0 or t.index >= e.tiles
                 or octet_length(t.hashes) > case when t.index = e.tiles - 1 then e.bytes
                                             else ${TILE_WIDTH * HASH_BYTES}::int end)
          order by t.level, t.index limit ${limit}`,
    );
    return found.map(({ level, index }) => ({ level, index: Number(index) }));
  }

  /** Places that are taken outside the log's size, in order. */
  async strayPlaces(
    logId: number,
    size: number,
    limit: number,
  ): Promise<{ index: number; kind: LeafKind; rowId: number }[]> {
    const { index, kind, rowId } = logLeaves;
    return this.db
      .select({ index, kind, rowId })
      .from(logLeaves)
      .where(and(eq(logLeaves.logId, logId), sql`(${index} < 0 or ${index} >= ${size})`))
      .orderBy(asc(index))
      .limit(limit);
  }

  /** Where hashes stand among the sealed ones: as hexadecimal digits → index. */
  async whereSealed(logId: number, hashes: readonly Buffer[]): Promise<Map<string, number>> {
    if (hashes.length === 0) return new Map();
    const wanted = hashes.map((hash) => hash.toString("hex"));
    const found = await rows<{ hash: string; index: string; at: number }>(
      this.db,
      sql`select h.hash, t.index::text as index, position(decode(h.hash, 'hex') in t.hashes)::int as at
          from ${logTiles} t, jsonb_array_elements_text(${asJson(wanted)}) as h(hash)
          where t.log_id = ${logId} and t.level = 0 and position(decode(h.hash, 'hex') in t.hashes) > 0`,
    );
    return new Map(
      found.map(({ hash, index, at }) => [hash, Number(index) * TILE_WIDTH + (at - 1) / HASH_BYTES]),
    );
  }

  /** All that waits to be sealed, refused or not, oldest first. */
  async bundles(appId: string, after: number, limit: number): Promise<WaitingBundle[]> {
    return this.db
      .select()
      .from(logInbox)
      .where(and(eq(logInbox.appId, appId), gt(logInbox.seq, after)))
      .orderBy(asc(logInbox.seq))
      .limit(limit);
  }

  /** Of a table with many rows, those that no log has and that don't wait for one, after a row, in order. */
  async unsealed(appId: string, kind: LeafKind, after: number, limit: number): Promise<number[]> {
    const table = kind === "entry" ? sql`scrubjay.audit_entries` : sql`scrubjay.audit_actions`;
    const found = await rows<{ id: string }>(
      this.db,
      sql`select t.id::text as id from ${table} t
          left join (select row_id from ${logLeaves}
                     where kind = ${kind} and log_id in (select id from ${logs} where app_id = ${appId})) l on l.row_id = t.id
          left join (select unnest(ids) as id from ${logInbox} where app_id = ${appId} and kind = ${kind}) w on w.id = t.id
          where t.app_id = ${appId} and t.id > ${after} and l.row_id is null and w.id is null
          order by t.id limit ${limit}`,
    );
    return found.map(({ id }) => Number(id));
  }
}
