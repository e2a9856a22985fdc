import { destroyEpoch } from "../../keys/destroy-epoch.js";
import { rotateEpoch } from "../../keys/rotate-epoch.js";
import { rotateSigning } from "../../keys/rotate-signing.js";
import type { Api } from "../api.js";
import { instant } from "../http/instant.js";
import { keysView, verifierKeysView } from "./view.js";
import * as Keys from "../../contracts/keys.js";
import { serve } from "../http/serve.js";

export function registerKeys(app: Api): void {
  serve(app, Keys.list, async (c) => c.json(await keysView(c.get("desk").session), 200));

  serve(app, Keys.signing, async (c) => c.json(await verifierKeysView(c.get("desk").session), 200));

  serve(app, Keys.rotate, async (c) => {
    const { session } = c.get("desk");
    const rotateIt = c.req.valid("json").key === "signing" ? rotateSigning : rotateEpoch;
    await rotateIt(session, c.get("actor"));
    return c.json(await keysView(session), 201);
  });

  serve(app, Keys.destroy, async (c) => {
    const { session } = c.get("desk");
    const { epoch } = c.req.valid("param");
    const { early } = c.req.valid("json");
    const { retention } = session.options.config;
    const destroyed = await destroyEpoch({ epoch, early, retention, actor: c.get("actor") }, session);
    return c.json({ ...destroyed, epoch, destroyedAt: instant(destroyed.destroyedAt) }, 200);
  });
}
