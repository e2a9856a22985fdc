import { and, asc, eq, gte, lt, max, sql, type SQL } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import type { LeafKind } from "../../audit/leaf.js";
import { asJson, rows, type Database, type Executor } from "../database.js";
import { auditActions, auditEntries, logLeaves, logs } from "../schema.js";
import type { AuditAction } from "../evidence/actions.js";
import type { AuditEntry } from "../evidence/entries.js";

export type LogLeaf = typeof logLeaves.$inferSelect;
export type SealedRow = Pick<LogLeaf, "kind" | "rowId">;

/** What is at an index: the row itself; undefined when it isn't there (any more). */
export interface LeafContent {
  index: number;
  kind: LeafKind;
  rowId: number;
  entry: AuditEntry | undefined;
  action: AuditAction | undefined;
}

/** Which row of the audit tables is at which index of a log. */
export class LogLeaves {
  constructor(private readonly db: Database) {}

  /** Adds rows at the end, the first of them at `first`. */
  async append(tx: Executor, logId: number, first: number, sealed: readonly SealedRow[]): Promise<void> {
    if (sealed.length === 0) return;
    const compact = sealed.map(({ kind, rowId }) => [kind, rowId]);
    await tx.execute(
      sql`insert into ${logLeaves} (log_id, index, kind, row_id)
          select ${logId}::int, ${first}::bigint + n - 1, leaf ->> 0, (leaf ->> 1)::bigint
          from jsonb_array_elements(${asJson(compact)}) with ordinality as l(leaf, n)`,
    );
  }

  /** The last row of a kind that is in the log from an index on; 0: none. */
  async lastRow(logId: number, kind: LeafKind, from: number): Promise<number> {
    const [found] = await this.db
      .select({ last: max(logLeaves.rowId) })
      .from(logLeaves)
      .where(and(eq(logLeaves.logId, logId), eq(logLeaves.kind, kind), gte(logLeaves.index, from)));
    return found?.last ?? 0;
  }

  /** At which index rows are: row ID → leaf. Rows that aren't sealed yet are missing. */
  async of(kind: LeafKind, rowIds: readonly number[]): Promise<Map<number, LogLeaf>> {
    if (rowIds.length === 0) return new Map();
    const found = await this.db
      .select()
      .from(logLeaves)
      .where(and(eq(logLeaves.kind, kind), isOneOf(logLeaves.rowId, rowIds)));
    return new Map(found.map((leaf) => [leaf.rowId, leaf]));
  }

  /** Leaves from an index on, in order; gaps show. */
  async page(logId: number, from: number, limit: number): Promise<LeafContent[]> {
    const leaves = await this.db
      .select()
      .from(logLeaves)
      .where(and(eq(logLeaves.logId, logId), gte(logLeaves.index, from), lt(logLeaves.index, from + limit)))
      .orderBy(asc(logLeaves.index));
    const idsOf = (wanted: LeafKind) =>
      leaves.filter(({ kind }) => kind === wanted).map(({ rowId }) => rowId);
    const entries = byId(await this.entries(idsOf("entry")));
    const actions = byId(await this.actions(idsOf("action")));
    return leaves.map(({ index, kind, rowId }) => ({
      index,
      kind,
      rowId,
      entry: kind === "entry" ? entries.get(rowId) : undefined,
      action: kind === "action" ? actions.get(rowId) : undefined,
    }));
  }

  /**
   * Rows of this app that have no place in its logs before an index of one of them, after a row, in order.
   * @param before `logId` 0: that have none at all, when no log is there.
   */
  async notBefore(
    before: { logId: number; index: number },
    { appId, kind, after, limit }: { appId: string; kind: LeafKind; after: number; limit: number },
  ): Promise<number[]> {
    const table = kind === "entry" ? auditEntries : auditActions;
    const found = await rows<{ id: string }>(
      this.db,
      sql`select t.id::text as id from ${table} t
          left join ${logLeaves} l on l.kind = ${kind} and l.row_id = t.id
            and l.log_id in (select id from ${logs} where app_id = ${appId})
          where t.app_id = ${appId} and t.id > ${after}
            and (l.row_id is null or l.log_id > ${before.logId}
                 or l.log_id = ${before.logId} and l.index >= ${before.index})
          order by t.id limit ${limit}`,
    );
    return found.map(({ id }) => Number(id));
  }

  /** These rows, in order of their IDs. */
  async entries(ids: readonly number[]): Promise<AuditEntry[]> {
    if (ids.length === 0) return [];
    return this.db.select().from(auditEntries).where(isOneOf(auditEntries.id, ids)).orderBy(auditEntries.id);
  }

  /** These rows, in order of their IDs. */
  async actions(ids: readonly number[]): Promise<AuditAction[]> {
    if (ids.length === 0) return [];
    return this.db.select().from(auditActions).where(isOneOf(auditActions.id, ids)).orderBy(auditActions.id);
  }
}

/** One parameter, however many they are. */
const isOneOf = (column: PgColumn, ids: readonly number[]): SQL =>
  sql`${column} in (select value::bigint from jsonb_array_elements_text(${asJson(ids)}))`;

function byId<T extends { id: number }>(found: T[]): Map<number, T> {
  return new Map(found.map((row) => [row.id, row]));
}
