import { and, eq, isNull, sql, type SQL } from "drizzle-orm";
import type { LeafKind } from "../../audit/leaf.js";
import type { Bundle } from "../../audit/bundle-authenticator.js";
import { asJson, rows, type Database, type Executor } from "../database.js";
import { logInbox } from "../schema.js";

/**
 * The end of a statement that writes audit rows: hands what it has written to the sealer.
 *
 *     with written as (insert into … returning id) <this>
 *
 * @param ids a query of the rows' IDs, as one array, in the order of the bundle's hashes; null: nothing was written.
 */
export function intoInbox(appId: string, kind: LeafKind, { hashes, mac }: Bundle, ids: SQL): SQL {
  return sql`insert into ${logInbox} (app_id, kind, ids, hashes, mac)
    select ${appId}::text, ${kind}::text, b.ids, decode(${hashes.toString("hex")}::text, 'hex'),
           decode(${mac.toString("hex")}::text, 'hex')
    from (${ids}) as b(ids) where b.ids is not null`;
}

export type InboxBundle = Pick<typeof logInbox.$inferSelect, "seq" | "kind" | "ids" | "hashes" | "mac">;

/** What waits to be sealed, of one app. */
export class LogInbox {
  constructor(
    private readonly db: Database,
    private readonly appId: string,
  ) {}

  /** The oldest bundles that weren't refused. */
  async next(limit: number): Promise<InboxBundle[]> {
    const { seq, kind, ids, hashes, mac } = logInbox;
    return this.db
      .select({ seq, kind, ids, hashes, mac })
      .from(logInbox)
      .where(and(eq(logInbox.appId, this.appId), isNull(logInbox.refusedAt)))
      .orderBy(logInbox.seq)
      .limit(limit);
  }

  async isEmpty(): Promise<boolean> {
    return (await this.next(1)).length === 0;
  }

  /** @returns false when somebody else has taken one of them out. */
  async takeOut(tx: Executor, seqs: readonly number[]): Promise<boolean> {
    const taken = await rows(
      tx,
      sql`delete from ${logInbox}
          where seq in (select value::bigint from jsonb_array_elements_text(${asJson(seqs)})) returning 1`,
    );
    return taken.length === seqs.length;
  }

  /** Hands rows to the sealer that were written before. */
  async put(tx: Executor, kind: LeafKind, ids: readonly number[], bundle: Bundle): Promise<void> {
    const all = sql`select array_agg(value::bigint order by place)
      from jsonb_array_elements_text(${asJson(ids)}) with ordinality as i(value, place)`;
    await tx.execute(intoInbox(this.appId, kind, bundle, all));
  }

  /** Sets one aside that none of us wrote. */
  async refuse(seq: number, now: Date): Promise<void> {
    await this.db.update(logInbox).set({ refusedAt: now }).where(eq(logInbox.seq, seq));
  }

  /** How much waits, since when the oldest does, and how much was refused; counted in entries. */
  async state(): Promise<{ waiting: number; oldest: Date | null; refused: number }> {
    const [state] = await rows<{ waiting: number; oldest: Date | string | null; refused: number }>(
      this.db,
      sql`select coalesce(sum(cardinality(ids)) filter (where refused_at is null), 0)::int as waiting,
                 min(created_at) filter (where refused_at is null) as oldest,
                 coalesce(sum(cardinality(ids)) filter (where refused_at is not null), 0)::int as refused
          from ${logInbox} where app_id = ${this.appId}`,
    );
    if (!state) throw new Error("an aggregate answered no row");
    const { waiting, oldest, refused } = state;
    return { waiting, oldest: oldest === null ? null : new Date(oldest), refused };
  }
}
