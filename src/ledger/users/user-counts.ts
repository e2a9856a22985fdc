import { eq } from "drizzle-orm";
import type { Database, Executor } from "../database.js";
import { userCounts } from "../schema.js";

/** How many users the app had when all of them were last looked at, whatever for. */
export class UserCounts {
  constructor(
    private readonly db: Database,
    private readonly appId: string,
  ) {}

  /** Null where nobody has looked at all of them yet. */
  async last(): Promise<number | null> {
    const [found] = await this.db.select().from(userCounts).where(eq(userCounts.appId, this.appId));
    return found?.users ?? null;
  }

  /** In the transaction that ends the pass: a count is kept only of one that was believed. */
  async note(tx: Executor, users: number, countedAt: Date): Promise<void> {
    await tx
      .insert(userCounts)
      .values({ appId: this.appId, users, countedAt })
      .onConflictDoUpdate({ target: userCounts.appId, set: { users, countedAt } });
  }
}
