import { createRoute, z } from "@hono/zod-openapi";
import type { AuditAction } from "../../ledger/audit-actions.js";
import type { Api } from "../api.js";
import { instant } from "../instant.js";
import { json } from "../json.js";
import { protect } from "../protect.js";

const ActionSchema = z
  .object({
    id: z.int(),
    at: z.iso.datetime(),
    actor: z.string().openapi({ description: "A token's name, cli, service or unknown." }),
    role: z.string(),
    action: z.string().openapi({ example: "requests.create" }),
    target: z.string().nullable().openapi({ description: "What it was about; never a person." }),
    result: z.enum(["allowed", "denied", "refused", "done"]).openapi({
      description:
        "allowed: about to be done; denied: not permitted; refused: permitted, and it couldn't be done; done: by the service itself.",
    }),
    code: z.string().nullable().openapi({ description: "Why it was denied or refused." }),
  })
  .openapi("AuditAction");

const list = createRoute({
  method: "get",
  path: "/v1/audit/actions",
  summary: "Who asked for what",
  description: "Every call that changes something and every one that was denied, oldest first.",
  tags: ["Audit"],
  middleware: [protect({ role: "viewer", action: "audit.actions", reads: true })] as const,
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
      content: json(z.object({ actions: z.array(ActionSchema), next: z.string().nullable() })),
    },
  },
});

export function registerAuditActions(app: Api): void {
  app.openapi(list, async (c) => {
    const { cursor, limit } = c.req.valid("query");
    const actions = await c.get("desk").session.actions.page(Number(cursor ?? 0), limit);
    const last = actions.length === limit ? actions.at(-1) : undefined;
    return c.json({ actions: actions.map(viewOf), next: last ? String(last.id) : null }, 200);
  });
}

const viewOf = ({ id, at, actor, role, action, target, result, code }: AuditAction) => ({
  id,
  at: instant(at),
  actor,
  role,
  action,
  target,
  result,
  code,
});
