import type { Context } from "hono";
import { createToken } from "../../service/token/create.js";
import type { Api } from "../api.js";
import type { ApiEnv } from "../backend.js";
import { tokenView } from "./view.js";
import * as Tokens from "../../contracts/tokens.js";
import { ledgerContextOf } from "../http/job-context.js";
import { serve } from "../http/serve.js";

/** Anything else in that place could be a person's ID. */
const targetName = async (c: Context<ApiEnv>): Promise<string | undefined> => {
  const called = c.req.param("name");
  const found = await c.get("backend").app.tokens.list();
  return found.find(({ id, name }) => id === called || name === called) && called;
};

export function registerTokens(api: Api): void {
  serve(api, Tokens.create, async (c) => {
    const context = ledgerContextOf(c.get("backend"));
    const { token, plain } = await createToken(c.req.valid("json"), c.get("actor"), context);
    return c.json({ ...tokenView(token, c.get("clock")()), token: plain }, 201);
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
