import type { z } from "@hono/zod-openapi";

/** The content of a body or an answer that is JSON, for a route's document. */
export const json = <Schema extends z.ZodType>(schema: Schema) => ({ "application/json": { schema } });
