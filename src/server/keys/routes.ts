import { destroyEpoch } from "../../service/epoch/destroy.js";
import { rotateEpoch } from "../../service/epoch/rotate.js";
import { rotateSigning } from "../../service/signing-key/rotate.js";
import type { Api } from "../api.js";
import { instant } from "../http/instant.js";
import { keysView, verifierKeysView } from "./view.js";
import * as Keys from "../../contracts/keys.js";
import { serve } from "../http/serve.js";

export function registerKeys(api: Api): void {
  serve(api, Keys.list, async (c) => c.json(await keysView(c.get("backend").app), 200));

  serve(api, Keys.signing, async (c) => c.json(await verifierKeysView(c.get("backend").app), 200));

  serve(api, Keys.rotate, async (c) => {
    const { app } = c.get("backend");
    const rotateIt = c.req.valid("json").key === "signing" ? rotateSigning : rotateEpoch;
    await rotateIt(c.get("actor"), app);
    return c.json(await keysView(app), 201);
  });

  serve(api, Keys.destroy, async (c) => {
    const { app } = c.get("backend");
    const { epoch } = c.req.valid("param");
    const { early } = c.req.valid("json");
    const { retention } = app.options.config;
    const destroyed = await destroyEpoch({ epoch, early, retention }, c.get("actor"), app);
    return c.json({ ...destroyed, epoch, destroyedAt: instant(destroyed.destroyedAt) }, 200);
  });
}
