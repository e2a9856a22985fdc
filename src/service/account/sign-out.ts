import type { JobContext } from "../context.js";

/** Ends an account's sessions in all browsers. @returns how many. @throws {ACCOUNT_NOT_FOUND} */
export async function signOutAccount(
  name: string,
  { accounts, sessions }: Pick<JobContext, "accounts" | "sessions">,
): Promise<number> {
  const { id } = await accounts.byName(name);
  return sessions.endAllOf({ accountId: id });
}
