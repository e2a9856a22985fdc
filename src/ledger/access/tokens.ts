import { randomBytes, timingSafeEqual } from "node:crypto";
import { and, asc, eq, isNull, lt, or } from "drizzle-orm";
import { failure } from "../../base/errors.js";
import type { Role } from "../../model/roles.js";
import type { Actor } from "../evidence/actor.js";
import { takeName } from "../evidence/actor-names.js";
import type { Database } from "../database.js";
import { sessions, tokens } from "../schema.js";
import { hashOfSecret, newSecret } from "./secret.js";

const ID_BYTES = 8;
const FORM = /^sj_([0-9a-f]{16})_[A-Za-z0-9_-]{43}$/;
/** A use is written down at most this often. */
const USED_EVERY_MS = 60_000;

/** A token as it is kept, without its hash. */
export type Token = Omit<typeof tokens.$inferSelect, "hash" | "appId">;

/** Whether a bearer token holds. `token` is the one it was, for the record. */
export type Authentication =
  | { denied: null; token: Token }
  | { denied: "unknown"; token: null }
  | { denied: "expired" | "revoked"; token: Token };

/** Bearer tokens of the HTTP API. */
export class Tokens {
  constructor(
    private readonly db: Database,
    private readonly appId: string,
  ) {}

  /**
   * @returns the token as its user sends it, which is kept nowhere.
   * @throws {TOKEN_NAME_TAKEN | ACCOUNT_NAME_TAKEN} while another credential has the name.
   */
  async create(
    name: string,
    role: Role,
    expiresAt: Date | null,
    actor: Actor,
    now: Date,
  ): Promise<{ token: Token; plain: string }> {
    const id = randomBytes(ID_BYTES).toString("hex");
    const plain = `sj_${id}_${newSecret()}`;
    const token = await this.db.transaction(async (tx) => {
      await takeName(tx, this.appId, name);
      const [created] = await tx
        .insert(tokens)
        .values({
          id,
          appId: this.appId,
          name,
          role,
          hash: hashOfSecret(plain),
          createdAt: now,
          createdBy: actor.name,
          expiresAt,
        })
        .returning(KEPT);
      if (!created) throw new Error("an insert answered no row");
      return created;
    });
    return { token, plain };
  }

  /** Looks a token up and notes that it was used. */
  async authenticate(plain: string, now: Date): Promise<Authentication> {
    const id = FORM.exec(plain)?.[1];
    if (id === undefined) return { denied: "unknown", token: null };
    const [found] = await this.db
      .select({ token: KEPT, hash: tokens.hash })
      .from(tokens)
      .where(and(eq(tokens.id, id), eq(tokens.appId, this.appId)));
    if (!found || !timingSafeEqual(Buffer.from(found.hash), Buffer.from(hashOfSecret(plain))))
      return { denied: "unknown", token: null };
    const { token } = found;
    if (token.revokedAt) return { denied: "revoked", token };
    if (token.expiresAt && token.expiresAt <= now) return { denied: "expired", token };
    await this.noteUse(token, now);
    return { denied: null, token };
  }

  /** Oldest first, the revoked ones too: the audit log names them. */
  async list(): Promise<Token[]> {
    return this.db
      .select(KEPT)
      .from(tokens)
      .where(eq(tokens.appId, this.appId))
      .orderBy(asc(tokens.createdAt), asc(tokens.id));
  }

  /** Ends a token and its sessions for good. @throws {TOKEN_NOT_FOUND} when none of that name or ID holds. */
  async revoke(idOrName: string, now: Date): Promise<Token> {
    return this.db.transaction(async (tx) => {
      const [revoked] = await tx
        .update(tokens)
        .set({ revokedAt: now })
        .where(
          and(
            eq(tokens.appId, this.appId),
            isNull(tokens.revokedAt),
            or(eq(tokens.id, idOrName), eq(tokens.name, idOrName)),
          ),
        )
        .returning(KEPT);
      if (!revoked) throw failure("TOKEN_NOT_FOUND");
      await tx.delete(sessions).where(eq(sessions.tokenId, revoked.id));
      return revoked;
    });
  }

  private async noteUse({ id, lastUsedAt }: Token, now: Date): Promise<void> {
    const before = new Date(now.getTime() - USED_EVERY_MS);
    if (lastUsedAt && lastUsedAt > before) return;
    await this.db
      .update(tokens)
      .set({ lastUsedAt: now })
      .where(and(eq(tokens.id, id), or(isNull(tokens.lastUsedAt), lt(tokens.lastUsedAt, before))));
  }
}

const KEPT = {
  id: tokens.id,
  name: tokens.name,
  role: tokens.role,
  createdAt: tokens.createdAt,
  createdBy: tokens.createdBy,
  expiresAt: tokens.expiresAt,
  lastUsedAt: tokens.lastUsedAt,
  revokedAt: tokens.revokedAt,
};
