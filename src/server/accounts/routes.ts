import type { Context } from "hono";
import type { Account } from "../../ledger/access/accounts.js";
import { DAY_MS } from "../../model/time.js";
import { accountView } from "./view.js";
import * as Accounts from "../../contracts/accounts.js";
import type { SignInLinkView } from "../../contracts/accounts.js";
import type { Api } from "../api.js";
import type { ApiEnv } from "../backend.js";
import { instant } from "../http/instant.js";
import { serve } from "../http/serve.js";

const LINK_MS = DAY_MS;

/** Anything else in that place could be a person's ID. */
const targetName = async (c: Context<ApiEnv>): Promise<string | undefined> => {
  const found = await c.get("backend").app.accounts.find(c.req.param("name") ?? "");
  return found?.name;
};

export function registerAccounts(api: Api): void {
  serve(api, Accounts.list, async (c) => {
    const found = await c.get("backend").app.accounts.list();
    return c.json({ accounts: found.map(accountView) }, 200);
  });

  serve(api, Accounts.create, async (c) => {
    const { accounts } = c.get("backend").app;
    const account = await accounts.create(c.req.valid("json"), c.get("actor"), c.get("clock")());
    return c.json({ ...accountView(account), link: await linkFor(account, c) }, 201);
  });

  serve(
    api,
    Accounts.link,
    async (c) => {
      const account = await c.get("backend").app.accounts.byName(c.req.valid("param").name);
      return c.json(await linkFor(account, c), 201);
    },
    { targetName },
  );

  serve(
    api,
    Accounts.setRole,
    async (c) => {
      const { name } = c.req.valid("param");
      const changed = await c.get("backend").app.accounts.setRole(name, c.req.valid("json").role);
      return c.json(accountView(changed), 200);
    },
    { targetName },
  );

  serve(
    api,
    Accounts.signOut,
    async (c) => {
      const { accounts, sessions } = c.get("backend").app;
      const { id } = await accounts.byName(c.req.valid("param").name);
      return c.json({ ended: await sessions.endAllOf({ accountId: id }) }, 200);
    },
    { targetName },
  );

  serve(
    api,
    Accounts.remove,
    async (c) => {
      const { name } = c.req.valid("param");
      const removed = await c.get("backend").app.accounts.remove(name, c.get("clock")());
      return c.json(accountView(removed), 200);
    },
    { targetName },
  );
}

/** The page there only shows a button: whatever else looks at links, such as a mail filter, doesn't use it up. */
async function linkFor({ id }: Account, c: Context<ApiEnv>): Promise<SignInLinkView> {
  const now = c.get("clock")();
  const { accounts, options } = c.get("backend").app;
  const path = `/sign-in/link?key=${await accounts.makeLink(id, now, LINK_MS)}`;
  const { publicUrl } = options.config.dashboard;
  const expiresAt = instant(new Date(now.getTime() + LINK_MS));
  return { path, url: publicUrl === undefined ? null : `${publicUrl}${path}`, expiresAt };
}
