import { and, count, eq, gt, or, sql, type SQL } from "drizzle-orm";
import { asJson, type Database, type Executor } from "../database.js";
import { suppression } from "../schema.js";
import type { SuppressedKind } from "../../model/kinds.js";

export type Suppressed = typeof suppression.$inferSelect;

/** Somebody on the list: the policy of their run says what must stay blank; an e-mail address has none. */
export type KnownPerson = Suppressed;

/** Everybody who was erased, by pseudonym; rows of people are written with their batch (suppress.ts). */
export class Suppression {
  constructor(
    private readonly db: Database,
    private readonly appId: string,
  ) {}

  /** Remembers e-mail addresses that nobody had, so that it shows when somebody gets one. */
  async addEmails(tx: Executor, pseudonyms: readonly string[], now: Date): Promise<void> {
    if (pseudonyms.length === 0) return;
    await tx.execute(
      sql`insert into ${suppression} (app_id, kind, subject, since, on_demand, found)
          select distinct ${this.appId}::text, 'email', p.subject, ${now.toISOString()}::timestamptz, true, false
          from jsonb_array_elements_text(${asJson(pseudonyms)}) as p(subject) order by p.subject
          on conflict (app_id, kind, subject) do update set since = excluded.since`,
    );
  }

  /** Which of these are on the list; of another app under the same key where `appId` says so. */
  async among(
    { users, emails }: { users: readonly string[]; emails: readonly string[] },
    appId = this.appId,
  ): Promise<KnownPerson[]> {
    return this.db
      .select()
      .from(suppression)
      .where(and(eq(suppression.appId, appId), or(oneOf("user", users), oneOf("email", emails))));
  }

  /** The runs that erased the people on the list, and how many of them each. */
  async erasers(appId = this.appId): Promise<{ runId: number; people: number }[]> {
    const found = await this.db
      .select({ runId: suppression.runId, people: count() })
      .from(suppression)
      .where(and(eq(suppression.appId, appId), eq(suppression.kind, "user")))
      .groupBy(suppression.runId)
      .orderBy(suppression.runId);
    return found.flatMap(({ runId, people }) => (runId === null ? [] : [{ runId, people }]));
  }

  /** @returns undefined when they aren't on the list. */
  async of(subject: string, kind: SuppressedKind = "user"): Promise<Suppressed | undefined> {
    const [found] = await this.db.select().from(suppression).where(this.is(subject, kind));
    return found;
  }

  /**
   * Takes somebody off the list: a person who may be there again.
   * @returns whether they were on it.
   */
  async remove(subject: string, kind: SuppressedKind = "user"): Promise<boolean> {
    const removed = await this.db
      .delete(suppression)
      .where(this.is(subject, kind))
      .returning({ subject: suppression.subject });
    return removed.length > 0;
  }

  /** Of one kind, in the order of the pseudonyms. `after`: the last one of the page before. */
  async page(options: { kind: SuppressedKind; limit: number; after?: string }): Promise<Suppressed[]> {
    const { kind, limit, after } = options;
    return this.db
      .select()
      .from(suppression)
      .where(
        and(
          eq(suppression.appId, this.appId),
          eq(suppression.kind, kind),
          after === undefined ? undefined : gt(suppression.subject, after),
        ),
      )
      .orderBy(suppression.subject)
      .limit(limit);
  }

  async count(): Promise<Record<SuppressedKind, number>> {
    const found = await this.db
      .select({ kind: suppression.kind, people: count() })
      .from(suppression)
      .where(eq(suppression.appId, this.appId))
      .groupBy(suppression.kind);
    const of = (kind: SuppressedKind) => found.find((row) => row.kind === kind)?.people ?? 0;
    return { user: of("user"), email: of("email") };
  }

  /** Whether anybody was erased on that app, as far as this ledger knows. */
  async knows(appId: string): Promise<boolean> {
    const found = await this.db
      .select({ subject: suppression.subject })
      .from(suppression)
      .where(and(eq(suppression.appId, appId), eq(suppression.kind, "user")))
      .limit(1);
    return found.length > 0;
  }

  private is(subject: string, kind: SuppressedKind): SQL | undefined {
    return and(
      eq(suppression.appId, this.appId),
      eq(suppression.kind, kind),
      eq(suppression.subject, subject),
    );
  }
}

function oneOf(kind: SuppressedKind, subjects: readonly string[]): SQL | undefined {
  const listed = sql`(select jsonb_array_elements_text(${asJson(subjects)}))`;
  return and(eq(suppression.kind, kind), sql`${suppression.subject} in ${listed}`);
}
