import { failure } from "../../base/errors.js";
import type { Actor } from "../../ledger/evidence/actor.js";
import type { Token } from "../../ledger/access/tokens.js";
import type { JobContext } from "../context.js";

export type TokenOrder = Pick<Token, "name" | "role" | "expiresAt">;

/**
 * Makes a token, and answers it as its user sends it.
 * @throws {INVALID.token} when its end isn't ahead. @throws {TOKEN_NAME_TAKEN | ACCOUNT_NAME_TAKEN}
 */
export async function createToken(
  { name, role, expiresAt }: TokenOrder,
  actor: Actor,
  { tokens, clock }: Pick<JobContext, "tokens" | "clock">,
): Promise<{ token: Token; plain: string }> {
  const now = clock();
  if (expiresAt && expiresAt <= now) throw failure("INVALID.token");
  return tokens.create(name, role, expiresAt, actor, now);
}
