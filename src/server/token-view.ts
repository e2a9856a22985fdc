import { z } from "@hono/zod-openapi";
import type { Token } from "../ledger/tokens.js";
import { ROLES } from "../model/roles.js";
import { ActorName } from "./actor-name.js";
import { Instant, time } from "./fields.js";
import { instant } from "./instant.js";

const TokenNameSchema = ActorName.openapi({
  description: "Who acts, in the audit log: a system or a team.",
  example: "crm",
});

export const TokenSchema = z
  .object({
    id: z.string().openapi({ description: "The part of the token that isn't secret." }),
    name: z.string(),
    role: z.enum(ROLES),
    state: z.enum(["valid", "expired", "revoked"]),
    createdAt: time,
    createdBy: z.string(),
    expiresAt: time.nullable(),
    lastUsedAt: time.nullable().openapi({ description: "To the minute." }),
    revokedAt: time.nullable(),
  })
  .openapi("Token");
export type TokenView = z.infer<typeof TokenSchema>;

export const NewTokenSchema = TokenSchema.extend({
  token: z.string().openapi({ description: "The bearer token itself; it is never shown again." }),
}).openapi("NewToken");
export type NewTokenView = z.infer<typeof NewTokenSchema>;

export const NewTokenOrderSchema = z.strictObject({
  name: TokenNameSchema,
  role: z.enum(ROLES),
  expiresAt: Instant.nullable().default(null),
});

export function tokenView(token: Token, now: Date): TokenView {
  const { revokedAt, expiresAt, lastUsedAt, createdAt } = token;
  return {
    ...token,
    state: revokedAt ? "revoked" : expiresAt && expiresAt <= now ? "expired" : "valid",
    createdAt: instant(createdAt),
    expiresAt: instant(expiresAt),
    lastUsedAt: instant(lastUsedAt),
    revokedAt: instant(revokedAt),
  };
}
