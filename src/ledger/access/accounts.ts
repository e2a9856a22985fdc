import { randomUUID } from "node:crypto";
import { and, asc, eq, gt, isNull, sql, type SQL } from "drizzle-orm";
import { failure } from "../../base/errors.js";
import type { Role } from "../../model/roles.js";
import type { Actor } from "../evidence/actor.js";
import { takeName } from "../evidence/actor-names.js";
import type { Database } from "../database.js";
import { accounts, sessions, signInLinks } from "../schema.js";
import { hashOfSecret, newSecret } from "./secret.js";

/** An account as others see it, without its password's hash. */
export type Account = Omit<typeof accounts.$inferSelect, "appId" | "password"> & { hasPassword: boolean };

/** What a typed password is held against. */
export interface Credentials {
  account: Account;
  /** argon2id in its encoded form; null: none was chosen yet. */
  password: string | null;
}

/** Who may sign in to the dashboard of one app. A removed account keeps its row: the audit log names it. */
export class Accounts {
  constructor(
    private readonly db: Database,
    private readonly appId: string,
  ) {}

  /** @throws {ACCOUNT_NAME_TAKEN | TOKEN_NAME_TAKEN} while another credential has the name. */
  async create({ name, role }: { name: string; role: Role }, actor: Actor, now: Date): Promise<Account> {
    return this.db.transaction(async (tx) => {
      await takeName(tx, this.appId, name);
      const [created] = await tx
        .insert(accounts)
        .values({
          id: randomUUID(),
          appId: this.appId,
          name,
          role,
          createdAt: now,
          createdBy: actor.name,
        })
        .returning(KEPT);
      if (!created) throw new Error("an insert answered no row");
      return created;
    });
  }

  /** Oldest first, the removed ones too. */
  async list(): Promise<Account[]> {
    return this.db
      .select(KEPT)
      .from(accounts)
      .where(eq(accounts.appId, this.appId))
      .orderBy(asc(accounts.createdAt), asc(accounts.id));
  }

  /** @throws {ACCOUNT_NOT_FOUND} */
  async byName(name: string): Promise<Account> {
    return found(await this.find(name));
  }

  async find(name: string): Promise<Account | undefined> {
    return (await this.credentials(name))?.account;
  }

  async credentials(name: string): Promise<Credentials | undefined> {
    const [row] = await this.db
      .select({ account: KEPT, password: accounts.password })
      .from(accounts)
      .where(this.isNamed(name));
    return row;
  }

  /** Holds from the next look at each session on. @throws {ACCOUNT_NOT_FOUND} */
  async setRole(name: string, role: Role): Promise<Account> {
    const [changed] = await this.db.update(accounts).set({ role }).where(this.isNamed(name)).returning(KEPT);
    return found(changed);
  }

  /**
   * A link that nobody has taken yet ends: it would let in past the new password. Sessions go on; who wants them ended
   * calls `Sessions.endAllOf`.
   *
   * @param encoded as `hashPassword` makes it.
   * @throws {ACCOUNT_NOT_FOUND}
   */
  async setPassword(id: string, encoded: string): Promise<void> {
    await this.db.transaction(async (tx) => {
      const [changed] = await tx
        .update(accounts)
        .set({ password: encoded })
        .where(this.is(eq(accounts.id, id)))
        .returning(KEPT);
      found(changed);
      await tx.delete(signInLinks).where(eq(signInLinks.accountId, id));
    });
  }

  /** For good; its sessions and links end, and the name is free again. @throws {ACCOUNT_NOT_FOUND} */
  async remove(name: string, now: Date): Promise<Account> {
    return this.db.transaction(async (tx) => {
      const [removed] = await tx
        .update(accounts)
        .set({ removedAt: now, password: null })
        .where(this.isNamed(name))
        .returning(KEPT);
      const { id } = found(removed);
      await tx.delete(sessions).where(eq(sessions.accountId, id));
      await tx.delete(signInLinks).where(eq(signInLinks.accountId, id));
      return found(removed);
    });
  }

  async noteSignIn(id: string, now: Date): Promise<void> {
    await this.db
      .update(accounts)
      .set({ lastSignInAt: now })
      .where(this.is(eq(accounts.id, id)));
  }

  /** The link's secret, which is kept nowhere. An earlier link of the account ends: only the newest one lets in. */
  async makeLink(accountId: string, now: Date, lengthMs: number): Promise<string> {
    const plain = newSecret();
    await this.db.transaction(async (tx) => {
      await tx.delete(signInLinks).where(eq(signInLinks.accountId, accountId));
      await tx.insert(signInLinks).values({
        hash: hashOfSecret(plain),
        accountId,
        createdAt: now,
        expiresAt: new Date(now.getTime() + lengthMs),
      });
    });
    return plain;
  }

  /** Whose link it is, once: of two callers at the same time one gets in. */
  async takeLink(plain: string, now: Date): Promise<Account | undefined> {
    return this.db.transaction(async (tx) => {
      const [taken] = await tx
        .delete(signInLinks)
        .where(
          and(
            eq(signInLinks.hash, hashOfSecret(plain)),
            gt(signInLinks.expiresAt, now),
            sql`${signInLinks.accountId} in (select ${accounts.id} from ${accounts} where ${accounts.appId} = ${this.appId})`,
          ),
        )
        .returning({ accountId: signInLinks.accountId });
      if (!taken) return undefined;
      const [account] = await tx
        .select(KEPT)
        .from(accounts)
        .where(this.is(eq(accounts.id, taken.accountId)));
      return account;
    });
  }

  private isNamed(name: string): SQL | undefined {
    return this.is(eq(accounts.name, name));
  }

  private is(condition: SQL): SQL | undefined {
    return and(eq(accounts.appId, this.appId), isNull(accounts.removedAt), condition);
  }
}

function found(account: Account | undefined): Account {
  if (!account) throw failure("ACCOUNT_NOT_FOUND");
  return account;
}

const KEPT = {
  id: accounts.id,
  name: accounts.name,
  role: accounts.role,
  hasPassword: sql<boolean>`${accounts.password} is not null`,
  createdAt: accounts.createdAt,
  createdBy: accounts.createdBy,
  lastSignInAt: accounts.lastSignInAt,
  removedAt: accounts.removedAt,
};
