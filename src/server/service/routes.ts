import { VERSION } from "../../version.js";
import type { Api } from "../api.js";
import { serve } from "../http/serve.js";
import * as Service from "../../contracts/service.js";

export function registerService(api: Api): void {
  serve(api, Service.about, (c) => {
    const { app, policies } = c.get("backend");
    return c.json({ app: app.options.appId, version: VERSION, policies: policies.names() }, 200);
  });
}
