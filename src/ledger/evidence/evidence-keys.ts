import { and, asc, eq, isNull, sql } from "drizzle-orm";
import type { Actor } from "./actor.js";
import { rows, type Database, type Executor } from "../database.js";
import { evidenceKeys } from "../schema.js";

export type EvidenceKey = typeof evidenceKeys.$inferSelect;

/** Which epochs there are; the keys themselves lie outside the database. Of the whole ledger, whatever the app. */
export class EvidenceKeys {
  constructor(private readonly db: Database) {}

  /** Oldest first. */
  async all(executor: Executor = this.db): Promise<EvidenceKey[]> {
    return executor.select().from(evidenceKeys).orderBy(asc(evidenceKeys.epoch));
  }

  /**
   * Begins an epoch.
   * @param onBegun in the same transaction, unless another process was first.
   * @returns the epoch as it stands, which may be another process's.
   */
  async begin(
    epoch: number,
    keyCheck: string,
    actor: Pick<Actor, "name">,
    now: Date,
    onBegun: (tx: Executor) => Promise<void>,
  ): Promise<EvidenceKey> {
    return this.db.transaction(async (tx) => {
      const [begun] = await tx
        .insert(evidenceKeys)
        .values({ epoch, keyCheck, createdAt: now, createdBy: actor.name })
        .onConflictDoNothing()
        .returning();
      if (begun) await onBegun(tx);
      const [found] = begun
        ? [begun]
        : await tx.select().from(evidenceKeys).where(eq(evidenceKeys.epoch, epoch));
      if (!found) throw new Error("an epoch vanished");
      return found;
    });
  }

  /** Until the transaction ends, the key of an epoch isn't destroyed. @returns false when it is already. */
  async keep(tx: Executor, epoch: number): Promise<boolean> {
    const [found] = await tx
      .select({ destroyedAt: evidenceKeys.destroyedAt })
      .from(evidenceKeys)
      .where(eq(evidenceKeys.epoch, epoch))
      .for("share");
    return !found?.destroyedAt;
  }

  /** @returns false when it was destroyed before. */
  async markDestroyed(tx: Executor, epoch: number, actor: Pick<Actor, "name">, now: Date): Promise<boolean> {
    const marked = await tx
      .update(evidenceKeys)
      .set({ destroyedAt: now, destroyedBy: actor.name })
      .where(and(eq(evidenceKeys.epoch, epoch), isNull(evidenceKeys.destroyedAt)))
      .returning({ epoch: evidenceKeys.epoch });
    return marked.length > 0;
  }

  /** Entries of an app by epoch; those without any are left out. */
  async entries(appId: string): Promise<Map<number, number>> {
    const found = await rows<{ epoch: number; entries: number }>(
      this.db,
      sql`select epoch, count(*)::int as entries from scrubjay.audit_entries where app_id = ${appId} group by epoch`,
    );
    return new Map(found.map(({ epoch, entries }) => [epoch, entries]));
  }
}
