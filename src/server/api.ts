import type { OpenAPIHono } from "@hono/zod-openapi";
import type { ApiEnv } from "./desk.js";

/** What routes are registered on. */
export type Api = OpenAPIHono<ApiEnv>;
