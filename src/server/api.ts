import type { OpenAPIHono } from "@hono/zod-openapi";
import type { ApiEnv } from "./backend.js";

/** What routes are registered on. */
export type Api = OpenAPIHono<ApiEnv>;
