import { z } from "@hono/zod-openapi";
import type { Context } from "hono";
import type { Api } from "../api.js";
import type { ApiEnv } from "../desk.js";
import { json } from "../json.js";
import { ApiError, problems } from "../problem.js";
import { NewTokenOrderSchema, NewTokenSchema, TokenSchema, tokenView } from "../token-view.js";
import { operation } from "../../contracts/operation.js";
import { serve } from "../serve.js";

/** Anything else in that place could be a person's ID. */
const targetName = async (c: Context<ApiEnv>): Promise<string | undefined> => {
  const called = c.req.param("name");
  const found = await c.get("desk").session.tokens.list();
  return found.find(({ id, name }) => id === called || name === called) && called;
};

const create = operation({
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

const list = operation({
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

const revoke = operation({
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

export function registerTokens(app: Api): void {
  serve(app, create, async (c) => {
    const { name, role, expiresAt } = c.req.valid("json");
    const now = c.get("clock")();
    if (expiresAt && expiresAt <= now)
      throw new ApiError(422, "INVALID", "The token would have expired already.", "Name a time to come.");
    const { tokens } = c.get("desk").session;
    const { token, plain } = await tokens.create(name, role, expiresAt, c.get("actor"), now);
    return c.json({ ...tokenView(token, now), token: plain }, 201);
  });
  serve(app, list, async (c) => {
    const now = c.get("clock")();
    const found = await c.get("desk").session.tokens.list();
    return c.json({ tokens: found.map((token) => tokenView(token, now)) }, 200);
  });
  serve(
    app,
    revoke,
    async (c) => {
      const now = c.get("clock")();
      const { name } = c.req.valid("param");
      return c.json(tokenView(await c.get("desk").session.tokens.revoke(name, now), now), 200);
    },
    { targetName },
  );
}
