import { setCookie } from "hono/cookie";
import type { Holder } from "../../ledger/access/sessions.js";
import { changePassword, type PasswordErrors } from "../../service/account/change-password.js";
import { ledgerContextOf } from "../../server/http/job-context.js";
import { SessionCookie } from "../cookie.js";
import type { PageContext, Visitor } from "../env.js";
import { formOf } from "../form.js";
import type { Router } from "../router.js";
import { THEME_COOKIE, THEMES } from "../preferences.js";
import { page } from "../render.js";
import { AccountPage } from "./page.js";

const YEAR_S = 365 * 24 * 3600;

/** What visitors have of their own: the password, their sessions, light or dark. */
export function registerAccount(app: Router): void {
  app.get("/account", (c) => accountPage(c, {}, 200));

  app.post("/account/password", async (c) => {
    const backend = c.get("backend");
    const form = await formOf(c);
    const [current, password, again] = [form.raw("current"), form.raw("password"), form.raw("again")];
    const order = { current, password, again };
    const { errors, session } = await changePassword(order, c.get("visitor"), ledgerContextOf(backend));
    if (session === undefined) return accountPage(c, errors, Object.keys(errors).length > 0 ? 422 : 409);
    new SessionCookie(backend).write(c, session);
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

function accountPage(c: PageContext, errors: PasswordErrors, status: 200 | 409 | 422): Promise<Response> {
  const visitor = c.get("visitor");
  const body = <AccountPage visitor={visitor} zone={c.get("zone")} theme={c.get("theme")} errors={errors} />;
  return page(c, "/account", body, { status });
}
