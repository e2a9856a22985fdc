import { placesOf } from "../../sealing/places.js";
import type { Api } from "../api.js";
import { auditActionView } from "./view.js";
import * as Audit from "../../contracts/audit.js";
import { serve } from "../http/serve.js";

export function registerAuditActions(api: Api): void {
  serve(api, Audit.actions, async (c) => {
    const { cursor, limit } = c.req.valid("query");
    const { app } = c.get("backend");
    const found = await app.actions.page(Number(cursor ?? 0), limit);
    const last = found.length === limit ? found.at(-1) : undefined;
    const places = await placesOf(
      "action",
      found.map(({ id }) => id),
      app.log,
    );
    const actions = found.map((action) => auditActionView(action, places.get(action.id) ?? null));
    return c.json({ actions, next: last ? String(last.id) : null }, 200);
  });
}
