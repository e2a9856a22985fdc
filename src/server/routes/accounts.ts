import { z } from "@hono/zod-openapi";
import type { Context } from "hono";
import type { Account } from "../../ledger/accounts.js";
import { DAY_MS } from "../../model/time.js";
import {
  AccountSchema,
  accountView,
  NewAccountOrderSchema,
  NewAccountSchema,
  RoleOrderSchema,
  SignedOutSchema,
  SignInLinkSchema,
  type SignInLinkView,
} from "../account-view.js";
import type { Api } from "../api.js";
import type { ApiEnv } from "../desk.js";
import { instant } from "../instant.js";
import { json } from "../json.js";
import { problems } from "../problem.js";
import { operation } from "../../contracts/operation.js";
import { serve } from "../serve.js";

const LINK_MS = DAY_MS;

const tags = ["Accounts"];
const params = z.object({
  name: z
    .string()
    .min(1)
    .max(63)
    .openapi({ param: { name: "name", in: "path" }, description: "Its name." }),
});

/** Anything else in that place could be a person's ID. */
const targetName = async (c: Context<ApiEnv>): Promise<string | undefined> => {
  const found = await c.get("desk").session.accounts.find(c.req.param("name") ?? "");
  return found?.name;
};

const list = operation({
  method: "get",
  path: "/v1/accounts",
  summary: "List the accounts",
  description: "Whoever may sign in to the dashboard. Oldest first; the removed ones too.",
  tags,
  role: "owner",
  action: "accounts.list",
  reads: true,
  responses: {
    200: { description: "The accounts", content: json(z.object({ accounts: z.array(AccountSchema) })) },
  },
});

const create = operation({
  method: "post",
  path: "/v1/accounts",
  summary: "Make an account",
  description:
    "Its link lets somebody in once within 24 hours, who chooses a password then. After a call that failed half-way, " +
    "the account may be there: make another link for it.",
  tags,
  role: "owner",
  action: "accounts.create",
  request: { body: { content: json(NewAccountOrderSchema), required: true } },
  responses: {
    201: { description: "The account", content: json(NewAccountSchema) },
    ...problems(409),
  },
});

const link = operation({
  method: "post",
  path: "/v1/accounts/{name}/links",
  summary: "Make another link to sign in with",
  description: "For whoever has forgotten the password, or let the last link expire. An earlier one ends.",
  tags,
  role: "owner",
  action: "accounts.link",
  request: { params },
  responses: { 201: { description: "The link", content: json(SignInLinkSchema) }, ...problems(404) },
});

const setRole = operation({
  method: "post",
  path: "/v1/accounts/{name}/role",
  summary: "Give an account another role",
  description: "It holds at once, in the sessions that are open too.",
  tags,
  role: "owner",
  action: "accounts.role",
  request: { params, body: { content: json(RoleOrderSchema), required: true } },
  responses: { 200: { description: "The account", content: json(AccountSchema) }, ...problems(404) },
});

const signOut = operation({
  method: "post",
  path: "/v1/accounts/{name}/sign-out",
  summary: "Sign an account out everywhere",
  description: "Its sessions end in all browsers; its password goes on to let it in.",
  tags,
  role: "owner",
  action: "accounts.sign-out",
  request: { params },
  responses: { 200: { description: "How many", content: json(SignedOutSchema) }, ...problems(404) },
});

const remove = operation({
  method: "post",
  path: "/v1/accounts/{name}/remove",
  summary: "Remove an account",
  description: "At once and for good, with its sessions and its link; the name is free again then.",
  tags,
  role: "owner",
  action: "accounts.remove",
  request: { params },
  responses: { 200: { description: "The account", content: json(AccountSchema) }, ...problems(404) },
});

export function registerAccounts(app: Api): void {
  serve(app, list, async (c) => {
    const found = await c.get("desk").session.accounts.list();
    return c.json({ accounts: found.map(accountView) }, 200);
  });

  serve(app, create, async (c) => {
    const { accounts } = c.get("desk").session;
    const account = await accounts.create(c.req.valid("json"), c.get("actor"), c.get("clock")());
    return c.json({ ...accountView(account), link: await linkFor(account, c) }, 201);
  });

  serve(
    app,
    link,
    async (c) => {
      const account = await c.get("desk").session.accounts.byName(c.req.valid("param").name);
      return c.json(await linkFor(account, c), 201);
    },
    { targetName },
  );

  serve(
    app,
    setRole,
    async (c) => {
      const { name } = c.req.valid("param");
      const changed = await c.get("desk").session.accounts.setRole(name, c.req.valid("json").role);
      return c.json(accountView(changed), 200);
    },
    { targetName },
  );

  serve(
    app,
    signOut,
    async (c) => {
      const { accounts, sessions } = c.get("desk").session;
      const { id } = await accounts.byName(c.req.valid("param").name);
      return c.json({ ended: await sessions.endAllOf({ accountId: id }) }, 200);
    },
    { targetName },
  );

  serve(
    app,
    remove,
    async (c) => {
      const { name } = c.req.valid("param");
      const removed = await c.get("desk").session.accounts.remove(name, c.get("clock")());
      return c.json(accountView(removed), 200);
    },
    { targetName },
  );
}

/** The page there only shows a button: whatever else looks at links, such as a mail filter, doesn't use it up. */
async function linkFor({ id }: Account, c: Context<ApiEnv>): Promise<SignInLinkView> {
  const now = c.get("clock")();
  const { accounts, options } = c.get("desk").session;
  const path = `/sign-in/link?key=${await accounts.makeLink(id, now, LINK_MS)}`;
  const { publicUrl } = options.config.dashboard;
  const expiresAt = instant(new Date(now.getTime() + LINK_MS));
  return { path, url: publicUrl === undefined ? null : `${publicUrl}${path}`, expiresAt };
}
