import type { Api } from "../api.js";
import { recentActions, recentEntries } from "./recent-view.js";
import * as Audit from "../../contracts/audit.js";
import { serve } from "../http/serve.js";

export function registerAuditRecent(app: Api): void {
  serve(app, Audit.newestEntries, async (c) =>
    c.json(await recentEntries(c.get("desk").session, c.req.valid("query")), 200),
  );
  serve(app, Audit.newestActions, async (c) =>
    c.json(await recentActions(c.get("desk").session, c.req.valid("query")), 200),
  );
}
