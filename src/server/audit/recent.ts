import type { Api } from "../api.js";
import { recentActions, recentEntries } from "./recent-view.js";
import * as Audit from "../../contracts/audit.js";
import { serve } from "../http/serve.js";

export function registerAuditRecent(api: Api): void {
  serve(api, Audit.newestEntries, async (c) =>
    c.json(await recentEntries(c.get("backend").app, c.req.valid("query")), 200),
  );
  serve(api, Audit.newestActions, async (c) =>
    c.json(await recentActions(c.get("backend").app, c.req.valid("query")), 200),
  );
}
