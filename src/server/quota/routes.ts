import type { Api } from "../api.js";
import { quotaView } from "./view.js";
import * as Quota from "../../contracts/quota.js";
import { serve } from "../http/serve.js";

export function registerQuota(api: Api): void {
  serve(api, Quota.get, async (c) =>
    c.json(await quotaView(c.get("backend"), c.req.valid("query").minutes), 200),
  );
}
