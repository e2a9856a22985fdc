import { and, eq, sql } from "drizzle-orm";
import { rows, type Database, type Executor } from "../database.js";
import type { RequestEmail } from "./requests.js";
import { lookups, requestEmails, requests } from "../schema.js";

/** An address by its pseudonym, with its likeness unless it came hashed. */
export type WantedEmail = Pick<RequestEmail, "email" | "likeness">;

export type Lookup = typeof lookups.$inferSelect;

/** Passes over all users that find out who has an e-mail address. One at a time for each app. */
export class Lookups {
  constructor(
    private readonly db: Database,
    private readonly appId: string,
  ) {}

  async addEmails(tx: Executor, requestId: string, emails: readonly WantedEmail[]): Promise<void> {
    if (emails.length === 0) return;
    await tx
      .insert(requestEmails)
      .values(
        emails.map(({ email, likeness }) => ({
          ...{ requestId, email, likeness },
          nearMisses: likeness && 0,
        })),
      )
      .onConflictDoNothing();
  }

  async get(id: number): Promise<Lookup | undefined> {
    const [found] = await this.db
      .select()
      .from(lookups)
      .where(and(eq(lookups.id, id), eq(lookups.appId, this.appId)));
    return found;
  }

  async active(): Promise<Lookup | undefined> {
    const [found] = await this.db
      .select()
      .from(lookups)
      .where(and(eq(lookups.appId, this.appId), eq(lookups.state, "scanning")));
    return found;
  }

  /**
   * Begins a lookup for every address that waits for one. An address that comes later waits for the next: the pages
   * that were read already were not searched for it.
   * @returns null when one is under way or nothing waits.
   */
  async begin(now: Date): Promise<number | null> {
    return this.db.transaction(async (tx) => {
      const isWaiting = sql`e.lookup_id is null and e.resolved_at is null and r.app_id = ${this.appId}
        and r.state = 'resolving'`;
      const waiting = await rows(
        tx,
        sql`select 1 from ${requestEmails} e join ${requests} r on r.id = e.request_id where ${isWaiting} limit 1`,
      );
      if (waiting.length === 0) return null;
      const [begun] = await tx
        .insert(lookups)
        .values({ appId: this.appId, state: "scanning", createdAt: now })
        .onConflictDoNothing()
        .returning({ id: lookups.id });
      if (!begun) return null;
      await tx.execute(
        sql`update ${requestEmails} e set lookup_id = ${begun.id} from ${requests} r
            where r.id = e.request_id and ${isWaiting}`,
      );
      return begun.id;
    });
  }

  /** The addresses that a lookup searches for. */
  async emailsOf(lookupId: number, executor: Executor = this.db): Promise<RequestEmail[]> {
    return executor.select().from(requestEmails).where(eq(requestEmails.lookupId, lookupId));
  }

  /** @returns false when somebody else has moved on already. */
  async advance(tx: Executor, lookup: Lookup, cursor: string, users: number): Promise<boolean> {
    const moved = await tx
      .update(lookups)
      .set({ page: lookup.page + 1, cursor, scanned: sql`${lookups.scanned} + ${users}` })
      .where(and(eq(lookups.id, lookup.id), eq(lookups.state, "scanning"), eq(lookups.page, lookup.page)))
      .returning({ id: lookups.id });
    return moved.length > 0;
  }

  async countMatch(tx: Executor, requestId: string, email: string): Promise<void> {
    await tx
      .update(requestEmails)
      .set({ matches: sql`${requestEmails.matches} + 1` })
      .where(and(eq(requestEmails.requestId, requestId), eq(requestEmails.email, email)));
  }

  async countNearMisses(tx: Executor, requestId: string, email: string, found: number): Promise<void> {
    await tx
      .update(requestEmails)
      .set({ nearMisses: sql`${requestEmails.nearMisses} + ${found}` })
      .where(and(eq(requestEmails.requestId, requestId), eq(requestEmails.email, email)));
  }

  /** All users were looked through. @returns false when somebody else has ended it. */
  async finish(tx: Executor, id: number, now: Date): Promise<boolean> {
    const change = { state: "done", finishedAt: now, cursor: null } as const;
    if (!(await this.end(tx, id, change))) return false;
    await tx
      .update(requestEmails)
      .set({ resolvedAt: now, likeness: null })
      .where(eq(requestEmails.lookupId, id));
    return true;
  }

  /** It can't go on; its addresses wait for another one. */
  async fail(tx: Executor, id: number, code: string, now: Date): Promise<boolean> {
    const change = { state: "failed", code, finishedAt: now, cursor: null } as const;
    if (!(await this.end(tx, id, change))) return false;
    await tx
      .update(requestEmails)
      .set({ lookupId: null, matches: 0, nearMisses: sql`0 * ${requestEmails.nearMisses}` })
      .where(eq(requestEmails.lookupId, id));
    return true;
  }

  /** Drops what a request that is given up is looked for by. */
  async forget(tx: Executor, requestId: string): Promise<void> {
    await tx.update(requestEmails).set({ likeness: null }).where(eq(requestEmails.requestId, requestId));
  }

  /** Whether an address of the request is still to be looked up. */
  async isUnresolved(executor: Executor, requestId: string): Promise<boolean> {
    const [found] = await rows<{ n: number }>(
      executor,
      sql`select count(*)::int as n from ${requestEmails} where request_id = ${requestId} and resolved_at is null`,
    );
    return (found?.n ?? 0) > 0;
  }

  private async end(tx: Executor, id: number, change: Partial<Lookup>): Promise<boolean> {
    const ended = await tx
      .update(lookups)
      .set(change)
      .where(and(eq(lookups.id, id), eq(lookups.state, "scanning")))
      .returning({ id: lookups.id });
    return ended.length > 0;
  }
}
