import type { Context } from "hono";
import { createAccount } from "../../service/account/create.js";
import { inviteAccount, type SignInLink } from "../../service/account/invite.js";
import { signOutAccount } from "../../service/account/sign-out.js";
import { accountView } from "./view.js";
import * as Accounts from "../../contracts/accounts.js";
import type { SignInLinkView } from "../../contracts/accounts.js";
import type { Api } from "../api.js";
import type { ApiEnv, Backend } from "../backend.js";
import { instant } from "../http/instant.js";
import { ledgerContextOf } from "../http/job-context.js";
import { serve } from "../http/serve.js";

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
    const backend = c.get("backend");
    const order = c.req.valid("json");
    const { account, link } = await createAccount(order, c.get("actor"), ledgerContextOf(backend));
    return c.json({ ...accountView(account), link: linkView(link, backend) }, 201);
  });

  serve(
    api,
    Accounts.link,
    async (c) => {
      const backend = c.get("backend");
      const link = await inviteAccount(c.req.valid("param").name, ledgerContextOf(backend));
      return c.json(linkView(link, backend), 201);
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
      const ended = await signOutAccount(c.req.valid("param").name, c.get("backend").app);
      return c.json({ ended }, 200);
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
function linkView({ key, expiresAt }: SignInLink, { app }: Backend): SignInLinkView {
  const path = `/sign-in/link?key=${key}`;
  const { publicUrl } = app.options.config.dashboard;
  const url = publicUrl === undefined ? null : `${publicUrl}${path}`;
  return { path, url, expiresAt: instant(expiresAt) };
}
