import type { Account } from "../../ledger/access/accounts.js";
import { DAY_MS } from "../../model/time.js";
import type { JobContext } from "../context.js";

const LINK_MS = DAY_MS;

/** What lets somebody in once, without a password. */
export interface SignInLink {
  /** A secret. */
  key: string;
  expiresAt: Date;
}

type Context = Pick<JobContext, "accounts" | "clock">;

/** Makes a link for an account; an earlier one ends. @throws {ACCOUNT_NOT_FOUND} */
export async function inviteAccount(name: string, context: Context): Promise<SignInLink> {
  return linkFor(await context.accounts.byName(name), context);
}

export async function linkFor({ id }: Account, { accounts, clock }: Context): Promise<SignInLink> {
  const now = clock();
  const key = await accounts.makeLink(id, now, LINK_MS);
  return { key, expiresAt: new Date(now.getTime() + LINK_MS) };
}
