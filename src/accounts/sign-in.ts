import type { Pseudonyms } from "../audit/pseudonyms.js";
import { UNKNOWN, type Actor } from "../ledger/evidence/actor.js";
import type { Account } from "../ledger/access/accounts.js";
import type { AuditActions } from "../ledger/evidence/actions.js";
import type { Repositories } from "../ledger/repositories.js";
import type { Holder } from "../ledger/access/sessions.js";
import type { Token } from "../ledger/access/tokens.js";
import type { LockOut } from "./lock-out.js";
import { verifyPassword } from "./password.js";

/** What signing in needs. */
export interface SignInContext extends Pick<Repositories, "accounts" | "tokens" | "sessions"> {
  actions: Pick<AuditActions, "add">;
  pseudonyms: Pick<Pseudonyms, "digest">;
  lockOut: LockOut;
  clock: () => Date;
}

/** Why nobody was signed in. */
export interface SignInRefusal {
  code: SignInRefusalCode;
  /** Seconds for which the name is locked. */
  wait?: number | undefined;
}
export type SignInRefusalCode =
  "WRONG" | "LOCKED" | "TOKEN_UNKNOWN" | "TOKEN_EXPIRED" | "TOKEN_REVOKED" | "LINK_UNKNOWN";

/** Somebody is signed in; `session` is the value of the cookie. */
export type SignedIn<Who> = Who & { code?: undefined; session: string };

type Known = Actor | typeof UNKNOWN;

const ACTION = "sessions.begin";

/** Signs an account in. Which of the two was wrong, name or password, isn't told. */
export async function signInWithPassword(
  { name, password }: { name: string; password: string },
  context: SignInContext,
): Promise<SignedIn<{ account: Account }> | SignInRefusal> {
  const { accounts, lockOut, pseudonyms } = context;
  const key = pseudonyms.digest("sign-in", name);
  const locked = await lockOut.attempt(key);
  const known = await accounts.credentials(name);
  const actor: Known = known?.account ?? UNKNOWN;
  if (locked !== undefined) return refuse(context, actor, { code: "LOCKED", wait: locked });
  const isRight = await verifyPassword(password, known?.password ?? null);
  if (!known || !isRight) return refuse(context, actor, { code: "WRONG", wait: await lockOut.failed(key) });
  await lockOut.forget(key);
  return welcome(context, known.account);
}

/** Signs an account in that has chosen no password yet, or has forgotten it. The link is used up then. */
export async function signInWithLink(
  plain: string,
  context: SignInContext,
): Promise<SignedIn<{ account: Account }> | SignInRefusal> {
  const account = await context.accounts.takeLink(plain, context.clock());
  return account ? welcome(context, account) : refuse(context, UNKNOWN, { code: "LINK_UNKNOWN" });
}

const TOKEN_REFUSALS = {
  unknown: "TOKEN_UNKNOWN",
  expired: "TOKEN_EXPIRED",
  revoked: "TOKEN_REVOKED",
} as const;

/** Signs in whoever holds a bearer token. Its session ends with it. */
export async function signInWithToken(
  plain: string,
  context: SignInContext,
): Promise<SignedIn<{ token: Token }> | SignInRefusal> {
  const { denied, token } = await context.tokens.authenticate(plain, context.clock());
  if (denied !== null) return refuse(context, token ?? UNKNOWN, { code: TOKEN_REFUSALS[denied] });
  return { session: await begin(context, token, { tokenId: token.id }), token };
}

async function welcome(context: SignInContext, account: Account): Promise<SignedIn<{ account: Account }>> {
  const session = await begin(context, account, { accountId: account.id });
  await context.accounts.noteSignIn(account.id, context.clock());
  return { session, account };
}

async function begin({ actions, sessions, clock }: SignInContext, actor: Actor, of: Holder): Promise<string> {
  await actions.add(actor, { action: ACTION, result: "allowed" });
  return sessions.begin(of, clock());
}

async function refuse(
  { actions }: SignInContext,
  actor: Known,
  refusal: SignInRefusal,
): Promise<SignInRefusal> {
  await actions.add(actor, { action: ACTION, result: "denied", code: refusal.code });
  return refusal;
}
