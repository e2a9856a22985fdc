import { z } from "@hono/zod-openapi";
import type { Account } from "../ledger/accounts.js";
import { ROLES } from "../model/roles.js";
import { ActorName } from "./actor-name.js";
import { time } from "./fields.js";
import { instant } from "./instant.js";

export const AccountSchema = z
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

export const SignInLinkSchema = z
  .object({
    path: z.string().openapi({
      description:
        "On the address of the service. A secret: it lets in once, without a password, and isn't shown again.",
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

export const NewAccountSchema = AccountSchema.extend({ link: SignInLinkSchema }).openapi("NewAccount");
export type NewAccountView = z.infer<typeof NewAccountSchema>;

export const NewAccountOrderSchema = z.strictObject({
  name: ActorName.openapi({
    description: "Who acts, in the audit log: a colleague's short name or function, no e-mail address.",
    example: "anna",
  }),
  role: z.enum(ROLES),
});

export const RoleOrderSchema = z.strictObject({ role: z.enum(ROLES) });

export const SignedOutSchema = z
  .object({ ended: z.int().openapi({ description: "Sessions that were ended." }) })
  .openapi("SignedOut");
export type SignedOutView = z.infer<typeof SignedOutSchema>;

export function accountView(account: Account): AccountView {
  const { name, role, hasPassword, createdAt, createdBy, lastSignInAt, removedAt } = account;
  return {
    name,
    role,
    state: removedAt ? "removed" : lastSignInAt ? "active" : "invited",
    hasPassword,
    createdAt: instant(createdAt),
    createdBy,
    lastSignInAt: instant(lastSignInAt),
    removedAt: instant(removedAt),
  };
}
