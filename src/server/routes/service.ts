import { z } from "@hono/zod-openapi";
import { VERSION } from "../../version.js";
import type { Api } from "../api.js";
import { json } from "../json.js";
import { operation } from "../../contracts/operation.js";
import { serve } from "../serve.js";

const about = operation({
  method: "get",
  path: "/v1",
  summary: "What this service is",
  tags: ["Service"],
  role: "viewer",
  action: "service.get",
  reads: true,
  responses: {
    200: {
      description: "The app that it works on, and its own version",
      content: json(
        z.object({ app: z.string(), version: z.string(), policies: z.array(z.string()) }).openapi("Service"),
      ),
    },
  },
});

export function registerService(app: Api): void {
  serve(app, about, (c) => {
    const { session, policies } = c.get("desk");
    return c.json({ app: session.options.appId, version: VERSION, policies: policies.names() }, 200);
  });
}
