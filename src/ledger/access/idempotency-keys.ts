import { and, eq, lt, sql } from "drizzle-orm";
import { rows, type Database } from "../database.js";
import { idempotencyKeys } from "../schema.js";

/** A process that died with a call keeps its key no longer than this. */
const UNDER_WAY_MS = 60_000;
/** The key was freed by somebody else between two looks; that doesn't happen again and again. */
const LOOKS = 3;

export interface StoredAnswer {
  status: number;
  /** The header of that name. */
  location: string | null;
  body: unknown;
}

/** A call by whom, under what key, with what body; the last two as keyed digests. */
export interface KeyedCall {
  actor: string;
  key: string;
  bodyDigest: string;
}

/** What is known of a call: it may begin (`at` is then its claim), or how an earlier one stands. */
export type Claim =
  | { state: "claimed"; at: Date }
  | { state: "answered"; answer: StoredAnswer }
  | { state: "underWay" }
  | { state: "otherBody" };

/** What was answered to an `Idempotency-Key`, so that a call sent twice is done once. */
export class IdempotencyKeys {
  constructor(
    private readonly db: Database,
    private readonly appId: string,
  ) {}

  /** Takes the key for a call, unless it is taken. Of two callers at once one gets it. */
  async claim({ actor, key, bodyDigest }: KeyedCall, now: Date): Promise<Claim> {
    const at = now.toISOString();
    const dead = new Date(now.getTime() - UNDER_WAY_MS).toISOString();
    for (let look = 0; look < LOOKS; look += 1) {
      const [claimed] = await rows(
        this.db,
        sql`insert into ${idempotencyKeys} as k (app_id, actor, key, body_digest, created_at)
            values (${this.appId}, ${actor}, ${key}, ${bodyDigest}, ${at}::timestamptz)
            on conflict (app_id, actor, key) do update set created_at = excluded.created_at
            where k.answer is null and k.body_digest = excluded.body_digest
              and k.created_at < ${dead}::timestamptz
            returning 1`,
      );
      if (claimed) return { state: "claimed", at: now };
      const [found] = await this.db.select().from(idempotencyKeys).where(this.is({ actor, key }));
      if (!found) continue;
      if (found.bodyDigest !== bodyDigest) return { state: "otherBody" };
      return found.answer ? { state: "answered", answer: found.answer } : { state: "underWay" };
    }
    return { state: "underWay" };
  }

  /** Keeps the answer, unless another process has taken the key over since. */
  async answer(call: KeyedCall, claimedAt: Date, answer: StoredAnswer): Promise<void> {
    await this.db
      .update(idempotencyKeys)
      .set({ answer })
      .where(and(this.is(call), eq(idempotencyKeys.createdAt, claimedAt)));
  }

  /** Gives the key free: the call failed and may be sent again. */
  async free(call: KeyedCall, claimedAt: Date): Promise<void> {
    await this.db.delete(idempotencyKeys).where(and(this.is(call), eq(idempotencyKeys.createdAt, claimedAt)));
  }

  /** Forgets keys that were first used before that time. */
  async purge(before: Date): Promise<void> {
    await this.db
      .delete(idempotencyKeys)
      .where(and(eq(idempotencyKeys.appId, this.appId), lt(idempotencyKeys.createdAt, before)));
  }

  private is({ actor, key }: Pick<KeyedCall, "actor" | "key">) {
    return and(
      eq(idempotencyKeys.appId, this.appId),
      eq(idempotencyKeys.actor, actor),
      eq(idempotencyKeys.key, key),
    );
  }
}
