import { createRoute, z } from "@hono/zod-openapi";
import type { Api } from "../app.js";
import { protect } from "../protect.js";

const get = createRoute({
  method: "get",
  path: "/v1/runs/{run}",
  summary: "One run",
  middleware: [protect({ role: "viewer", action: "runs.get", reads: true })] as const,
  request: { params: z.object({ run: z.coerce.number().int().positive() }) },
  responses: { 200: { description: "The run", content: { "application/json": { schema: z.unknown() } } } },
});

export function registerRuns(app: Api): void {
  app.openapi(get, async (c) => {
    const { run } = c.req.valid("param");
    return c.json(await c.get("desk").session.runs.get(run), 200);
  });
}
