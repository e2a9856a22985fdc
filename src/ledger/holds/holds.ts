import { and, asc, count, desc, eq, gt, inArray, isNull, lt, min, or, sql, type SQL } from "drizzle-orm";
import { failure } from "../../base/errors.js";
import type { HoldIdentity } from "../../model/hold-identity.js";
import type { HoldGround } from "../../model/law.js";
import type { Actor } from "../evidence/actor.js";
import { asJson, rows, type Database } from "../database.js";
import { holds } from "../schema.js";

export type Hold = typeof holds.$inferSelect;

export interface NewHold {
  id: string;
  subject: string;
  /** The person's ID, encrypted. */
  sealed: string;
  ground: HoldGround;
  owner: string;
  reason: string | null;
  endsAt: Date | null;
}

/** What a person can say of, that TalkJS doesn't say. */
const CONFIRMABLE: HoldIdentity[] = ["asking", "unknown", "unasked"];
/** Jobs that are added at once; those after them follow when these are done, at the next start or refill. */
const MOST_ASKING = 10_000;

/** Legal holds of one app (GDPR Art. 17(3)). A hold stands until it is lifted or its end has come. */
export class Holds {
  constructor(
    private readonly db: Database,
    private readonly appId: string,
  ) {}

  async add(hold: NewHold, actor: Actor, now: Date): Promise<Hold> {
    const [added] = await this.db
      .insert(holds)
      .values({ ...hold, identity: "asking", appId: this.appId, createdAt: now, createdBy: actor.name })
      .returning();
    if (!added) throw new Error("an insert answered no row");
    return added;
  }

  /** @throws {HOLD_NOT_FOUND} */
  async get(id: string): Promise<Hold> {
    const [hold] = await this.page(eq(holds.id, id), 1);
    if (!hold) throw failure("HOLD_NOT_FOUND");
    return hold;
  }

  /** @throws {HOLD_NOT_FOUND | HOLD_STATE} when it was lifted before. */
  async lift(id: string, actor: Actor, now: Date): Promise<Hold> {
    const [lifted] = await this.db
      .update(holds)
      .set({ liftedAt: now, liftedBy: actor.name, sealed: null })
      .where(and(eq(holds.id, id), eq(holds.appId, this.appId), isNull(holds.liftedAt)))
      .returning();
    if (lifted) return lifted;
    await this.get(id);
    throw failure("HOLD_STATE");
  }

  /** What TalkJS says of the person; their ID is forgotten. Nothing where a person has decided meanwhile. */
  async identify(
    id: string,
    identity: Extract<HoldIdentity, "known" | "unknown" | "unasked">,
  ): Promise<void> {
    await this.db
      .update(holds)
      .set({ identity, sealed: null })
      .where(and(eq(holds.id, id), eq(holds.appId, this.appId), eq(holds.identity, "asking")));
  }

  /** @throws {HOLD_NOT_FOUND | HOLD_STATE} when it was lifted, or there is nothing to confirm. */
  async confirm(id: string, actor: Actor, now: Date): Promise<Hold> {
    const [confirmed] = await this.db
      .update(holds)
      .set({ identity: "confirmed", sealed: null, confirmedAt: now, confirmedBy: actor.name })
      .where(
        and(
          eq(holds.id, id),
          eq(holds.appId, this.appId),
          isNull(holds.liftedAt),
          inArray(holds.identity, CONFIRMABLE),
        ),
      )
      .returning();
    if (confirmed) return confirmed;
    const { liftedAt } = await this.get(id);
    throw failure(liftedAt ? "HOLD_STATE" : "HOLD_STATE.confirm");
  }

  /** Those whose person TalkJS wasn't asked about yet, by ID. */
  async asking(): Promise<string[]> {
    const found = await this.db
      .select({ id: holds.id })
      .from(holds)
      .where(and(eq(holds.appId, this.appId), eq(holds.identity, "asking"), isNull(holds.liftedAt)))
      .orderBy(asc(holds.createdAt), asc(holds.id))
      .limit(MOST_ASKING);
    return found.map(({ id }) => id);
  }

  /** How many hold now whose person TalkJS doesn't know, and one of them. */
  async unknown(now: Date): Promise<{ count: number; first: string | null }> {
    const [found] = await this.db
      .select({ count: count(), first: min(holds.id) })
      .from(holds)
      .where(and(eq(holds.appId, this.appId), eq(holds.identity, "unknown"), this.stands(now)));
    return found ?? { count: 0, first: null };
  }

  /** One that holds a person now, on the same ground, for the same owner, reason and time. */
  async standingLike(
    subject: string,
    { ground, owner, reason, endsAt }: Pick<NewHold, "ground" | "owner" | "reason" | "endsAt">,
    now: Date,
  ): Promise<Hold | undefined> {
    const [found] = await this.page(
      and(
        this.stands(now),
        eq(holds.subject, subject),
        eq(holds.ground, ground),
        eq(holds.owner, owner),
        reason === null ? isNull(holds.reason) : eq(holds.reason, reason),
        endsAt === null ? isNull(holds.endsAt) : eq(holds.endsAt, endsAt),
      ),
      1,
    );
    return found;
  }

  /** Newest first. `standing`: only those that hold now. `before`: the last one of the page before. */
  async list(options: {
    standing?: boolean;
    subject?: string;
    limit: number;
    now: Date;
    before?: { createdAt: Date; id: string };
  }): Promise<Hold[]> {
    const { standing, subject, before, limit, now } = options;
    return this.page(
      and(
        standing ? this.stands(now) : undefined,
        subject === undefined ? undefined : eq(holds.subject, subject),
        before &&
          or(
            lt(holds.createdAt, before.createdAt),
            and(eq(holds.createdAt, before.createdAt), lt(holds.id, before.id)),
          ),
      ),
      limit,
    );
  }

  /** Which of these people are under a hold now, and on what ground (the first by letter). */
  async groundsOf(subjects: readonly string[], now: Date): Promise<Map<string, HoldGround>> {
    if (subjects.length === 0) return new Map();
    const found = await rows<{ subject: string; ground: HoldGround }>(
      this.db,
      sql`select h.subject, min(h.ground) as ground from ${holds} h
          join jsonb_array_elements_text(${asJson(subjects)}) as s(subject) on s.subject = h.subject
          where h.app_id = ${this.appId} and h.lifted_at is null
            and (h.ends_at is null or h.ends_at > ${now.toISOString()}::timestamptz)
          group by 1`,
    );
    return new Map(found.map(({ subject, ground }) => [subject, ground]));
  }

  private stands(now: Date): SQL | undefined {
    return and(isNull(holds.liftedAt), or(isNull(holds.endsAt), gt(holds.endsAt, now)));
  }

  private async page(condition: SQL | undefined, limit: number): Promise<Hold[]> {
    return this.db
      .select()
      .from(holds)
      .where(and(eq(holds.appId, this.appId), condition))
      .orderBy(desc(holds.createdAt), desc(holds.id))
      .limit(limit);
  }
}
