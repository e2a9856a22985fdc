import { and, eq, gt, isNull, lte, or, sql, type SQL } from "drizzle-orm";
import type { Actor } from "../evidence/actor.js";
import type { Database } from "../database.js";
import { accounts, sessions, tokens } from "../schema.js";
import { hashOfSecret, newSecret } from "./secret.js";

/** That somebody was there is written down at most this often. */
const SEEN_EVERY_MS = 60_000;

/** Whose session it is. */
export type Holder = { accountId: string } | { tokenId: string };

/** How long a session lasts: since its person was last there, and in all. */
export interface SessionLimits {
  idleMs: number;
  lengthMs: number;
}

/** A browser that is signed in now. */
export interface Session {
  /** Of its cookie; names it here. */
  hash: string;
  /** As the account or the token is now. */
  actor: Actor;
  of: "account" | "token";
  accountId: string | null;
  tokenId: string | null;
  /** Null for a token, which can't have one. */
  hasPassword: boolean | null;
  createdAt: Date;
  /** To the minute. */
  seenAt: Date;
}

/** Browsers that are signed in to the dashboard of one app. Nothing about them but times is kept. */
export class Sessions {
  constructor(
    private readonly db: Database,
    private readonly appId: string,
  ) {}

  /**
   * A session under a secret of its own, never one that a browser brought along: whoever planted that would be signed in
   * too (session fixation).
   *
   * @returns the value of its cookie, which is kept nowhere.
   */
  async begin(of: Holder, now: Date): Promise<string> {
    const plain = newSecret();
    await this.db
      .insert(sessions)
      .values({ ...of, hash: hashOfSecret(plain), appId: this.appId, createdAt: now, seenAt: now });
    return plain;
  }

  /** Undefined once it has ended, or its account was removed, or its token has expired or was revoked. */
  async find(plain: string, now: Date, limits: SessionLimits): Promise<Session | undefined> {
    const { seenAfter, begunAfter } = edgesOf(now, limits);
    const [row] = await this.db
      .select({
        hash: sessions.hash,
        accountId: sessions.accountId,
        tokenId: sessions.tokenId,
        createdAt: sessions.createdAt,
        seenAt: sessions.seenAt,
        account: {
          name: accounts.name,
          role: accounts.role,
          hasPassword: sql<boolean>`${accounts.password} is not null`,
        },
        token: { name: tokens.name, role: tokens.role },
      })
      .from(sessions)
      .leftJoin(accounts, and(eq(accounts.id, sessions.accountId), isNull(accounts.removedAt)))
      .leftJoin(
        tokens,
        and(
          eq(tokens.id, sessions.tokenId),
          isNull(tokens.revokedAt),
          or(isNull(tokens.expiresAt), gt(tokens.expiresAt, now)),
        ),
      )
      .where(
        and(
          eq(sessions.hash, hashOfSecret(plain)),
          eq(sessions.appId, this.appId),
          gt(sessions.seenAt, seenAfter),
          gt(sessions.createdAt, begunAfter),
        ),
      );
    if (!row) return undefined;
    const { account, token, ...session } = row;
    if (account) {
      const { hasPassword, ...actor } = account;
      return { ...session, of: "account", actor, hasPassword };
    }
    return token ? { ...session, of: "token", actor: token, hasPassword: null } : undefined;
  }

  /** Its person is there. */
  async touch(hash: string, now: Date): Promise<void> {
    const before = new Date(now.getTime() - SEEN_EVERY_MS);
    await this.db
      .update(sessions)
      .set({ seenAt: now })
      .where(and(this.is(eq(sessions.hash, hash)), lte(sessions.seenAt, before)));
  }

  async end(hash: string): Promise<void> {
    await this.db.delete(sessions).where(this.is(eq(sessions.hash, hash)));
  }

  /** In every browser. @returns how many were ended. */
  async endAllOf(of: Holder): Promise<number> {
    const theirs =
      "accountId" in of ? eq(sessions.accountId, of.accountId) : eq(sessions.tokenId, of.tokenId);
    const ended = await this.db.delete(sessions).where(this.is(theirs)).returning({ hash: sessions.hash });
    return ended.length;
  }

  /** Deletes those that have lasted long enough. */
  async purge(now: Date, limits: SessionLimits): Promise<void> {
    const { seenAfter, begunAfter } = edgesOf(now, limits);
    await this.db
      .delete(sessions)
      .where(this.is(or(lte(sessions.seenAt, seenAfter), lte(sessions.createdAt, begunAfter))));
  }

  private is(condition: SQL | undefined): SQL | undefined {
    return and(eq(sessions.appId, this.appId), condition);
  }
}

/** A session that was seen and begun after these is alive. */
const edgesOf = (now: Date, { idleMs, lengthMs }: SessionLimits) => ({
  seenAfter: new Date(now.getTime() - idleMs),
  begunAfter: new Date(now.getTime() - lengthMs),
});
