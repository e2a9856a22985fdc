import { z } from "@hono/zod-openapi";
import { ROLES } from "../model/roles.js";
import { ActorName, time } from "./fields.js";
import { json } from "./json.js";
import { problems } from "./problem.js";
import { operation } from "./operation.js";

const AccountSchema = z
  .object({
    name: z.string(),
    role: z.enum(ROLES),
    state: z.enum(["invited", "active", "removed"]).openapi({
      description: "`invited`: nobody has signed in with it yet.",
    }),
    hasPassword: z.boolean(),
    createdAt: time,
    createdBy: z.string(),
    lastSignInAt: time.nullable(),
    removedAt: time.nullable(),
  })
  .openapi("Account");

export type AccountView = z.infer<typeof AccountSchema>;

const SignInLinkSchema = z
  .object({
    path: z.string().openapi({
      description:
        "On the address of the service. A secret: it signs in once, without a password, and isn't shown again.",
      example: "/sign-in/link?key=…",
    }),
    url: z.string().nullable().openapi({
      description:
        "The same as a whole address; null where the service wasn't told its own (SCRUBJAY_PUBLIC_URL).",
    }),
    expiresAt: time,
  })
  .openapi("SignInLink");

export type SignInLinkView = z.infer<typeof SignInLinkSchema>;

const NewAccountSchema = AccountSchema.extend({ link: SignInLinkSchema }).openapi("NewAccount");

export type NewAccountView = z.infer<typeof NewAccountSchema>;

export const NewAccountOrderSchema = z.strictObject({
  name: ActorName.openapi({
    description: "Who acts, in the audit log: a colleague's short name or function, no e-mail address.",
    example: "anna",
  }),
  role: z.enum(ROLES),
});

const RoleOrderSchema = z.strictObject({ role: z.enum(ROLES) });

const SignedOutSchema = z
  .object({ ended: z.int().openapi({ description: "Sessions that were ended." }) })
  .openapi("SignedOut");

const tags = ["Accounts"];

const params = z.object({
  name: z
    .string()
    .min(1)
    .max(63)
    .openapi({ param: { name: "name", in: "path" }, description: "Its name." }),
});

export const list = operation({
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

export const create = operation({
  method: "post",
  path: "/v1/accounts",
  summary: "Make an account",
  description:
    "Its link signs somebody in once within 24 hours, who chooses a password then. After a call that failed half-way, " +
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

export const link = operation({
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

export const setRole = operation({
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

export const signOut = operation({
  method: "post",
  path: "/v1/accounts/{name}/sign-out",
  summary: "Sign an account out everywhere",
  description: "Its sessions end in all browsers; its password still works.",
  tags,
  role: "owner",
  action: "accounts.sign-out",
  request: { params },
  responses: { 200: { description: "How many", content: json(SignedOutSchema) }, ...problems(404) },
});

export const remove = operation({
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
