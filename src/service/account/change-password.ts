import { hashPassword, passwordProblem, verifyPassword } from "../../accounts/password.js";
import type { Session } from "../../ledger/access/sessions.js";
import type { Actor } from "../../ledger/evidence/actor.js";
import type { JobContext } from "../context.js";

/** As the form has it. */
export interface PasswordOrder {
  current: string;
  password: string;
  again: string;
}

/** What is wrong with an order, by field. */
export type PasswordErrors = Partial<Record<keyof PasswordOrder, string>>;

type Context = Pick<JobContext, "accounts" | "sessions" | "actions" | "clock">;

/**
 * Chooses the password of one's own account, and ends all its sessions: whoever knew the old one is out.
 * @returns a session of its own for this browser; without one nothing was changed.
 */
export async function changePassword(
  order: PasswordOrder,
  { actor, session }: { actor: Actor; session: Session },
  context: Context,
): Promise<{ errors: PasswordErrors; session?: string }> {
  const { accounts, sessions, actions, clock } = context;
  const errors = await errorsOf(order, actor, session, context);
  if (Object.keys(errors).length > 0) {
    await actions.add(actor, { action: "accounts.password", result: "refused", code: "INVALID" });
    return { errors };
  }
  const { accountId } = session;
  if (accountId === null) return { errors };
  await actions.add(actor, { action: "accounts.password", result: "allowed" });
  await accounts.setPassword(accountId, await hashPassword(order.password));
  await sessions.endAllOf({ accountId });
  return { errors, session: await sessions.begin({ accountId }, clock()) };
}

/** Whoever came by a link may choose a password without knowing the old one: there is none. */
async function errorsOf(
  { current, password, again }: PasswordOrder,
  actor: Actor,
  session: Session,
  { accounts }: Context,
): Promise<PasswordErrors> {
  const errors: PasswordErrors = {};
  if (session.hasPassword) {
    const known = await accounts.credentials(actor.name);
    if (!(await verifyPassword(current, known?.password ?? null))) errors.current = "is not your password";
  }
  const problem = passwordProblem(password, actor.name);
  if (problem !== undefined) errors.password = problem;
  else if (password !== again) errors.again = "is not the same";
  return errors;
}
