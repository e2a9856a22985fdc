import { z } from "@hono/zod-openapi";
import { ROLES } from "../model/roles.js";
import { ActorName, Instant, time } from "./fields.js";
import { json } from "./json.js";
import { problems } from "./problem.js";
import { operation } from "./operation.js";

const TokenNameSchema = ActorName.openapi({
  description: "Who acts, in the audit log: a system or a team.",
  example: "crm",
});

const TokenSchema = z
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

const NewTokenSchema = TokenSchema.extend({
  token: z.string().openapi({ description: "The bearer token itself; it is never shown again." }),
}).openapi("NewToken");

export type NewTokenView = z.infer<typeof NewTokenSchema>;

export const NewTokenOrderSchema = z.strictObject({
  name: TokenNameSchema,
  role: z.enum(ROLES),
  expiresAt: Instant.nullable().default(null),
});

export const create = operation({
  method: "post",
  path: "/v1/tokens",
  summary: "Make a token",
  description: "Only its hash is kept. A call that failed half-way is repeated under another name.",
  tags: ["Tokens"],
  role: "owner",
  action: "tokens.create",
  request: {
    body: {
      content: json(NewTokenOrderSchema),
      required: true,
    },
  },
  responses: { 201: { description: "The token", content: json(NewTokenSchema) }, ...problems(409) },
});

export const list = operation({
  method: "get",
  path: "/v1/tokens",
  summary: "List the tokens",
  description: "Oldest first; the expired and revoked ones too.",
  tags: ["Tokens"],
  role: "owner",
  action: "tokens.list",
  reads: true,
  responses: {
    200: { description: "The tokens", content: json(z.object({ tokens: z.array(TokenSchema) })) },
  },
});

export const revoke = operation({
  method: "post",
  path: "/v1/tokens/{name}/revoke",
  summary: "Revoke a token",
  description: "At once and for good; the name is free again then.",
  tags: ["Tokens"],
  role: "owner",
  action: "tokens.revoke",
  request: {
    params: z.object({
      name: z.string().min(1).max(63).openapi({ description: "Its name, or its ID." }),
    }),
  },
  responses: { 200: { description: "The token", content: json(TokenSchema) }, ...problems(404) },
});
