import { z } from "@hono/zod-openapi";
import { placesOf } from "../../sealing/places.js";
import type { Api } from "../api.js";
import { AuditActionSchema, auditActionView } from "../audit-view.js";
import { json } from "../json.js";
import { operation } from "../../contracts/operation.js";
import { serve } from "../serve.js";

const actions = operation({
  method: "get",
  path: "/v1/audit/actions",
  summary: "Who asked for what",
  description: "Every call that changes something and every one that was denied, oldest first.",
  tags: ["Audit"],
  role: "viewer",
  action: "audit.actions",
  reads: true,
  request: {
    query: z.strictObject({
      cursor: z
        .string()
        .regex(/^\d{1,15}$/)
        .optional()
        .openapi({ description: "The `next` of the page before." }),
      limit: z.coerce.number().int().min(1).max(1000).default(100),
    }),
  },
  responses: {
    200: {
      description: "A page of them",
      content: json(z.object({ actions: z.array(AuditActionSchema), next: z.string().nullable() })),
    },
  },
});

export function registerAuditActions(app: Api): void {
  serve(app, actions, async (c) => {
    const { cursor, limit } = c.req.valid("query");
    const { session } = c.get("desk");
    const found = await session.actions.page(Number(cursor ?? 0), limit);
    const last = found.length === limit ? found.at(-1) : undefined;
    const places = await placesOf(
      "action",
      found.map(({ id }) => id),
      session.log,
    );
    const actions = found.map((action) => auditActionView(action, places.get(action.id) ?? null));
    return c.json({ actions, next: last ? String(last.id) : null }, 200);
  });
}
