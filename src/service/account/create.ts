import type { Account } from "../../ledger/access/accounts.js";
import type { Actor } from "../../ledger/evidence/actor.js";
import type { JobContext } from "../context.js";
import { linkFor, type SignInLink } from "./invite.js";

/**
 * Makes an account, with the link that lets its owner in. Killed between the two, it is there without one: then
 * `inviteAccount` makes another.
 * @throws {ACCOUNT_NAME_TAKEN | TOKEN_NAME_TAKEN}
 */
export async function createAccount(
  order: Pick<Account, "name" | "role">,
  actor: Actor,
  context: Pick<JobContext, "accounts" | "clock">,
): Promise<{ account: Account; link: SignInLink }> {
  const account = await context.accounts.create(order, actor, context.clock());
  return { account, link: await linkFor(account, context) };
}
