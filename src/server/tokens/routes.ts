import type { Context } from "hono";
import { failure } from "../../base/errors.js";
import type { Api } from "../api.js";
import type { ApiEnv } from "../backend.js";
import { tokenView } from "./view.js";
import * as Tokens from "../../contracts/tokens.js";
import { serve } from "../http/serve.js";

/** Anything else in that place could be a person's ID. */
const targetName = async (c: Context<ApiEnv>): Promise<string | undefined> => {
  const called = c.req.param("name");
  const found = await c.get("backend").app.tokens.list();
  return found.find(({ id, name }) => id === called || name === called) && called;
};

export function registerTokens(api: Api): void {
  serve(api, Tokens.create, async (c) => {
    const { name, role, expiresAt } = c.req.valid("json");
    const now = c.get("clock")();
    if (expiresAt && expiresAt <= now) throw failure("INVALID.token");
    const { tokens } = c.get("backend").app;
    const { token, plain } = await tokens.create(name, role, expiresAt, c.get("actor"), now);
    return c.json({ ...tokenView(token, now), token: plain }, 201);
  });
  serve(api, Tokens.list, async (c) => {
    const now = c.get("clock")();
    const found = await c.get("backend").app.tokens.list();
    return c.json({ tokens: found.map((token) => tokenView(token, now)) }, 200);
  });
  serve(
    api,
    Tokens.revoke,
    async (c) => {
      const now = c.get("clock")();
      const { name } = c.req.valid("param");
      return c.json(tokenView(await c.get("backend").app.tokens.revoke(name, now), now), 200);
    },
    { targetName },
  );
}
