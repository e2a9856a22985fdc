import { setCookie } from "hono/cookie";
import { hashPassword, passwordProblem, verifyPassword } from "../../accounts/password.js";
import type { Holder } from "../../ledger/access/sessions.js";
import { SessionCookie } from "../cookie.js";
import type { PageContext, Visitor } from "../env.js";
import { formOf } from "../form.js";
import type { Router } from "../router.js";
import { THEME_COOKIE, THEMES } from "../preferences.js";
import { page } from "../render.js";
import { AccountPage, type PasswordErrors } from "./page.js";

const YEAR_S = 365 * 24 * 3600;

/** What visitors have of their own: the password, their sessions, light or dark. */
export function registerAccount(app: Router): void {
  app.get("/account", (c) => accountPage(c, {}, 200));

  app.post("/account/password", async (c) => {
    const { session, actor } = c.get("visitor");
    const { accounts, sessions, actions } = c.get("backend").app;
    const form = await formOf(c);
    const errors = await passwordErrors(c, form.raw("current"), form.raw("password"), form.raw("again"));
    if (Object.keys(errors).length > 0) {
      await actions.add(actor, { action: "accounts.password", result: "refused", code: "INVALID" });
      return accountPage(c, errors, 422);
    }
    const { accountId } = session;
    if (accountId === null) return accountPage(c, {}, 409);
    await actions.add(actor, { action: "accounts.password", result: "allowed" });
    await accounts.setPassword(accountId, await hashPassword(form.raw("password")));
    // Whoever knew the old one is out, here too: this browser gets a session of its own.
    await sessions.endAllOf({ accountId });
    new SessionCookie(c.get("backend")).write(c, await sessions.begin({ accountId }, c.get("clock")()));
    return c.redirect("/account", 303);
  });

  app.post("/account/theme", async (c) => {
    const chosen = (await formOf(c)).text("theme");
    const theme = THEMES.find((one) => one === chosen) ?? "system";
    setCookie(c, THEME_COOKIE, theme, { path: "/", sameSite: "Lax", httpOnly: true, maxAge: YEAR_S });
    return c.redirect("/account", 303);
  });

  app.post("/account/sign-out", async (c) => {
    const { session, actor } = c.get("visitor");
    const backend = c.get("backend");
    await backend.app.actions.add(actor, { action: "sessions.end", result: "allowed" });
    await backend.app.sessions.end(session.hash);
    return leave(c);
  });

  app.post("/account/sign-out-everywhere", async (c) => {
    const { session, actor } = c.get("visitor");
    const backend = c.get("backend");
    await backend.app.actions.add(actor, { action: "sessions.end_all", result: "allowed" });
    await backend.app.sessions.endAllOf(holderOf(session));
    return leave(c);
  });
}

function leave(c: PageContext): Response {
  new SessionCookie(c.get("backend")).clear(c);
  return c.redirect("/sign-in", 303);
}

function holderOf({ accountId, tokenId }: Visitor["session"]): Holder {
  if (accountId !== null) return { accountId };
  if (tokenId !== null) return { tokenId };
  throw new Error("a session without its holder");
}

/** Whoever came by a link may choose a password without knowing the old one: there is none. */
async function passwordErrors(
  c: PageContext,
  current: string,
  password: string,
  again: string,
): Promise<PasswordErrors> {
  const { session, actor } = c.get("visitor");
  const errors: PasswordErrors = {};
  if (session.hasPassword) {
    const known = await c.get("backend").app.accounts.credentials(actor.name);
    if (!(await verifyPassword(current, known?.password ?? null))) errors.current = "is not your password";
  }
  const problem = passwordProblem(password, actor.name);
  if (problem !== undefined) errors.password = problem;
  else if (password !== again) errors.again = "is not the same";
  return errors;
}

function accountPage(c: PageContext, errors: PasswordErrors, status: 200 | 409 | 422): Promise<Response> {
  const visitor = c.get("visitor");
  const body = <AccountPage visitor={visitor} zone={c.get("zone")} theme={c.get("theme")} errors={errors} />;
  return page(c, "/account", body, { status });
}
