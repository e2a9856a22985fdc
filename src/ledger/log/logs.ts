import { and, eq, isNull, sql } from "drizzle-orm";
import { rows, type Database, type Executor } from "../database.js";
import { logInheritance, logs } from "../schema.js";

export type Log = typeof logs.$inferSelect;
export type Inheritance = typeof logInheritance.$inferSelect;

/** Proof of who may write to a log: whoever took over last. */
export type Fence = Pick<Log, "id" | "fence">;

/** The sealed logs of one app; one of them is open. */
export class Logs {
  constructor(
    private readonly db: Database,
    private readonly appId: string,
  ) {}

  async find(executor: Executor = this.db): Promise<Log | undefined> {
    const [found] = await executor
      .select()
      .from(logs)
      .where(and(eq(logs.appId, this.appId), isNull(logs.closedAt)));
    return found;
  }

  /** Logs that were closed, oldest first. */
  async closed(): Promise<Log[]> {
    return this.db
      .select()
      .from(logs)
      .where(and(eq(logs.appId, this.appId), sql`${logs.closedAt} is not null`))
      .orderBy(logs.id);
  }

  /** @returns undefined when another process has begun it. */
  async begin(tx: Executor, origin: string, now: Date): Promise<Log | undefined> {
    const [begun] = await tx
      .insert(logs)
      .values({ appId: this.appId, origin, createdAt: now })
      .onConflictDoNothing()
      .returning();
    return begun;
  }

  async close(tx: Executor, id: number, now: Date): Promise<void> {
    await tx.update(logs).set({ closedAt: now }).where(eq(logs.id, id));
  }

  /**
   * Makes this process the one that writes, for a while, by the database's clock.
   * @returns null while another one is, or when there is no log.
   */
  async takeOver(leaseMs: number): Promise<Log | null> {
    const [taken] = await this.db
      .update(logs)
      .set({ fence: sql`${logs.fence} + 1`, leaseUntil: until(leaseMs) })
      .where(
        and(
          eq(logs.appId, this.appId),
          isNull(logs.closedAt),
          sql`(${logs.leaseUntil} is null or ${logs.leaseUntil} < now())`,
        ),
      )
      .returning();
    return taken ?? null;
  }

  /**
   * Moves the size on, and the lease.
   * @returns false when another process has taken over: then nothing may be written.
   */
  async advance(
    tx: Executor,
    { id, fence }: Fence,
    from: number,
    to: number,
    leaseMs: number,
  ): Promise<boolean> {
    const advanced = await tx
      .update(logs)
      .set({ size: to, leaseUntil: until(leaseMs) })
      .where(and(eq(logs.id, id), eq(logs.fence, fence), eq(logs.size, from), isNull(logs.closedAt)))
      .returning({ id: logs.id });
    return advanced.length > 0;
  }

  /** Lets others write at once. */
  async release({ id, fence }: Fence): Promise<void> {
    await this.db
      .update(logs)
      .set({ leaseUntil: null })
      .where(and(eq(logs.id, id), eq(logs.fence, fence)));
  }

  /** What was recorded before there was a log. */
  async inheritance(executor: Executor = this.db): Promise<Inheritance[]> {
    return executor.select().from(logInheritance).where(eq(logInheritance.appId, this.appId));
  }

  /** IDs of inherited rows after one of them, in order. */
  async inherited(
    { kind, lastId }: Pick<Inheritance, "kind" | "lastId">,
    after: number,
    limit: number,
  ): Promise<number[]> {
    const table = kind === "entry" ? sql`scrubjay.audit_entries` : sql`scrubjay.audit_actions`;
    const found = await rows<{ id: string }>(
      this.db,
      sql`select id::text as id from ${table} where app_id = ${this.appId} and id > ${after} and id <= ${lastId}
          order by id limit ${limit}`,
    );
    return found.map(({ id }) => Number(id));
  }
}

const until = (leaseMs: number) => sql`now() + make_interval(secs => ${leaseMs / 1_000}::float8)`;
