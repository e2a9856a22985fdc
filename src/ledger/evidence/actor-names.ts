import { and, eq, isNull, sql } from "drizzle-orm";
import { failure } from "../../base/errors.js";
import type { Executor } from "../database.js";
import { accounts, tokens } from "../schema.js";

/**
 * Takes a name for an account or a token to be made in this transaction. The audit log knows actors by their names, and
 * four eyes are told apart by them: a name is one credential's at a time. Two tables can't share a unique index, so
 * whoever makes the one waits for whoever makes the other.
 *
 * @throws {ACCOUNT_NAME_TAKEN | TOKEN_NAME_TAKEN}
 */
export async function takeName(tx: Executor, appId: string, name: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${`scrubjay/actors/${appId}`}))`);
  const [account] = await tx
    .select({ id: accounts.id })
    .from(accounts)
    .where(and(eq(accounts.appId, appId), eq(accounts.name, name), isNull(accounts.removedAt)));
  if (account) throw failure("ACCOUNT_NAME_TAKEN");
  const [token] = await tx
    .select({ id: tokens.id })
    .from(tokens)
    .where(and(eq(tokens.appId, appId), eq(tokens.name, name), isNull(tokens.revokedAt)));
  if (token) throw failure("TOKEN_NAME_TAKEN");
}
