import { z } from "@hono/zod-openapi";
import { json } from "./json.js";
import { operation } from "./operation.js";

export const about = operation({
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
