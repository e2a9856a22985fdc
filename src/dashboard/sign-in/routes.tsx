import { LockOut } from "../../accounts/lock-out.js";
import {
  signInWithLink,
  signInWithPassword,
  signInWithToken,
  type SignInRefusal,
  type SignInContext,
} from "../../accounts/sign-in.js";
import type { AuditActions } from "../../ledger/evidence/actions.js";
import type { Backend } from "../../server/backend.js";
import type { Limits } from "../../server/http/limits.js";
import { sessionOf } from "../access.js";
import { SessionCookie, sessionLimits } from "../cookie.js";
import type { PageContext } from "../env.js";
import type { Router } from "../router.js";
import { localPath } from "../local-path.js";
import { formOf, type Form } from "../form.js";
import { document } from "../render.js";
import { lengthOfTime } from "../words.js";
import { LinkPage, SignInPage } from "./page.js";

const LINK = /^[\w-]{20,128}$/;

/** The sign-in, open to everybody: with a password, a token, or a one-time link. */
export function registerSignIn(app: Router, backend: Backend, limits: Limits): void {
  const lockOut = new LockOut({ shared: backend.context?.queues });
  const siteOf = (c: PageContext): SignInContext => ({
    ...backend.app,
    actions: { add: (actor, action) => record(actor, action, c, limits) },
    lockOut,
    clock: c.get("clock"),
  });

  app.get("/sign-in", async (c) => {
    const to = localPath(c.req.query("to"));
    if (await sessionOf(c)) return c.redirect(to, 303);
    return signInPage(c, { to });
  });

  app.post("/sign-in", async (c) => {
    const form = await formOf(c);
    const to = localPath(form.text("to"));
    const by = form.text("token") === undefined ? "password" : "token";
    const crowd = await limits.visit(c.env.incoming?.socket.remoteAddress);
    if (crowd !== undefined) return signInPage(c, { to, by, refusal: { code: "LOCKED", wait: crowd } });
    const outcome = by === "token" ? await withToken(form, siteOf(c)) : await withPassword(form, siteOf(c));
    if (outcome.code !== undefined) return signInPage(c, { to, by, refusal: outcome });
    return welcome(c, outcome.session, to);
  });

  app.get("/sign-in/link", (c) => {
    const key = c.req.query("key") ?? "";
    const { appId } = backend.app.options;
    if (!LINK.test(key)) return signInPage(c, { to: "/", refusal: { code: "LINK_UNKNOWN" } });
    return document(c, <LinkPage app={appId} theme={c.get("theme")} link={key} />, 200);
  });

  app.post("/sign-in/link", async (c) => {
    const link = (await formOf(c)).text("link") ?? "";
    const crowd = await limits.visit(c.env.incoming?.socket.remoteAddress);
    if (crowd !== undefined) return signInPage(c, { to: "/", refusal: { code: "LOCKED", wait: crowd } });
    const outcome = await signInWithLink(link, siteOf(c));
    if (outcome.code !== undefined) return signInPage(c, { to: "/", refusal: outcome });
    return welcome(c, outcome.session, outcome.account.hasPassword ? "/" : "/account");
  });
}

const withPassword = (form: Form, context: SignInContext) =>
  signInWithPassword({ name: form.text("name") ?? "", password: form.text("password") ?? "" }, context);

const withToken = (form: Form, context: SignInContext) =>
  signInWithToken(form.text("token")?.trim() ?? "", context);

/** A flood of failures from one address doesn't fill the audit log. */
async function record(
  actor: Parameters<AuditActions["add"]>[0],
  action: Parameters<AuditActions["add"]>[1],
  c: PageContext,
  limits: Limits,
): Promise<void> {
  const isFlood =
    action.result === "denied" && (await limits.failure(c.env.incoming?.socket.remoteAddress)) !== undefined;
  if (!isFlood) await c.get("backend").app.actions.add(actor, action);
}

/** A session that the browser had before ends: nobody else's may go on under the new one's name. */
async function welcome(c: PageContext, session: string, to: string): Promise<Response> {
  const backend = c.get("backend");
  const { sessions } = backend.app;
  const before = await sessionOf(c);
  if (before) await sessions.end(before.session.hash);
  await sessions.purge(c.get("clock")(), sessionLimits(backend));
  new SessionCookie(backend).write(c, session);
  return c.redirect(to, 303);
}

interface Attempt {
  to: string;
  by?: "password" | "token";
  refusal?: SignInRefusal;
}

function signInPage(c: PageContext, { to, by = "password", refusal }: Attempt): Promise<Response> {
  const { appId } = c.get("backend").app.options;
  const trouble = refusal && wordsOf(refusal);
  const status = refusal === undefined ? 200 : refusal.code === "LOCKED" ? 429 : 401;
  if (refusal?.wait !== undefined) c.header("Retry-After", String(refusal.wait));
  return document(
    c,
    <SignInPage app={appId} theme={c.get("theme")} to={to} trouble={trouble} by={by} />,
    status,
  );
}

/** Which of name and password was wrong isn't told, nor whether there is such a name. */
function wordsOf({ code, wait }: SignInRefusal): string {
  if (wait !== undefined)
    return `Too many attempts failed. Try again in ${lengthOfTime(wait)}, or ask for a link.`;
  return TROUBLE[code];
}

const TROUBLE: Record<SignInRefusal["code"], string> = {
  WRONG: "Name or password is wrong.",
  LOCKED: "Too many attempts failed. Try again later, or ask for a link.",
  TOKEN_UNKNOWN: "This token isn’t one of ours.",
  TOKEN_EXPIRED: "This token has expired.",
  TOKEN_REVOKED: "This token was revoked.",
  LINK_UNKNOWN: "This link was used already, has expired, or was replaced by a newer one. Ask for a new one.",
};
