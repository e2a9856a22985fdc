import { and, asc, desc, eq, gt, sql } from "drizzle-orm";
import type { Database, Executor } from "../database.js";
import { logCheckpoints } from "../schema.js";

export type StoredCheckpoint = typeof logCheckpoints.$inferSelect;

/** What was signed about the logs. */
export class LogCheckpoints {
  constructor(private readonly db: Database) {}

  async add(tx: Executor, checkpoint: StoredCheckpoint): Promise<void> {
    await tx.insert(logCheckpoints).values(checkpoint).onConflictDoNothing();
  }

  async latest(logId: number): Promise<StoredCheckpoint | undefined> {
    const [found] = await this.db
      .select()
      .from(logCheckpoints)
      .where(eq(logCheckpoints.logId, logId))
      .orderBy(desc(logCheckpoints.size))
      .limit(1);
    return found;
  }

  /** Of the days before, keeps the last checkpoint of each (UTC). */
  async thin(logId: number, before: Date): Promise<void> {
    await this.db.execute(
      sql`delete from ${logCheckpoints} c
          where c.log_id = ${logId} and c.at < ${before.toISOString()}::timestamptz and exists (
            select 1 from ${logCheckpoints} later
            where later.log_id = c.log_id and later.size > c.size
              and date_trunc('day', later.at at time zone 'UTC') = date_trunc('day', c.at at time zone 'UTC'))`,
    );
  }

  /** In order of size. @param after the size of the last one before. */
  async page(logId: number, after: number, limit: number): Promise<StoredCheckpoint[]> {
    return this.db
      .select()
      .from(logCheckpoints)
      .where(and(eq(logCheckpoints.logId, logId), gt(logCheckpoints.size, after)))
      .orderBy(asc(logCheckpoints.size))
      .limit(limit);
  }
}
