import { and, asc, eq, isNull, sql } from "drizzle-orm";
import type { Database, Executor } from "../database.js";
import { logs, signingKeys } from "../schema.js";

export type RegisteredKey = typeof signingKeys.$inferSelect;
export type NewRegisteredKey = Omit<RegisteredKey, "retiredAt">;

export interface OpenLog {
  logId: number;
  appId: string;
  origin: string;
}

/** Which keys have signed the logs; only what verifies is kept here. */
export class SigningKeys {
  constructor(private readonly db: Database) {}

  /** All that ever signed a log, oldest first. */
  async all(logId: number, executor: Executor = this.db): Promise<RegisteredKey[]> {
    return executor
      .select()
      .from(signingKeys)
      .where(eq(signingKeys.logId, logId))
      .orderBy(asc(signingKeys.createdAt));
  }

  /** The one that signs. */
  async current(logId: number, executor: Executor = this.db): Promise<RegisteredKey | undefined> {
    const [found] = await executor
      .select()
      .from(signingKeys)
      .where(and(eq(signingKeys.logId, logId), isNull(signingKeys.retiredAt)));
    return found;
  }

  /** Makes a key the one that signs; the one before is retired. */
  async register(tx: Executor, key: NewRegisteredKey): Promise<void> {
    await tx
      .update(signingKeys)
      .set({ retiredAt: key.createdAt })
      .where(and(eq(signingKeys.logId, key.logId), isNull(signingKeys.retiredAt)));
    await tx.insert(signingKeys).values(key);
  }

  /** The open logs of all apps; they are locked until the transaction ends. */
  async openLogs(tx: Executor): Promise<OpenLog[]> {
    return tx
      .select({ logId: logs.id, appId: logs.appId, origin: logs.origin })
      .from(logs)
      .where(isNull(logs.closedAt))
      .orderBy(asc(logs.id))
      .for("update");
  }

  /** Makes a key the one that signs a log which exists. Whoever seals it with the key before is fenced off. */
  async replace(tx: Executor, key: NewRegisteredKey): Promise<void> {
    await this.register(tx, key);
    await tx
      .update(logs)
      .set({ fence: sql`${logs.fence} + 1`, leaseUntil: null })
      .where(eq(logs.id, key.logId));
  }
}
