import { VERSION } from "../../version.js";
import type { Api } from "../api.js";
import { serve } from "../http/serve.js";
import * as Service from "../../contracts/service.js";

export function registerService(app: Api): void {
  serve(app, Service.about, (c) => {
    const { session, policies } = c.get("desk");
    return c.json({ app: session.options.appId, version: VERSION, policies: policies.names() }, 200);
  });
}
