import { and, asc, desc, eq, gt } from "drizzle-orm";
import type { Database, Executor } from "./database.js";
import { logCheckpoints } from "./schema.js";

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
