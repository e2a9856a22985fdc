import { z } from "@hono/zod-openapi";

/** RFC 9457, with our stable code and what to do next. It never carries what the caller sent. */
export const ProblemSchema = z
  .object({
    type: z.string().openapi({ example: "urn:scrubjay:problem:RUN_NOT_FOUND" }),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.string().openapi({ example: "RUN_NOT_FOUND" }),
    remedy: z.string().optional(),
    /** Where the body or the query is wrong. */
    errors: z.array(z.object({ path: z.string(), problem: z.string() })).optional(),
  })
  .openapi("Problem");

export type Problem = z.infer<typeof ProblemSchema>;

interface ProblemResponse {
  description: string;
  content: { "application/problem+json": { schema: typeof ProblemSchema } };
}

/**
 * The failures that are a route's own, for its document: `{ 200: …, ...problems(404, 409) }`. Those that every route
 * shares (401, 403, 415, 422, 429 …) are added for it.
 */
export function problems<Status extends number>(...statuses: Status[]): Record<Status, ProblemResponse> {
  return Object.fromEntries(
    statuses.map((status) => [
      status,
      {
        description: TITLES[status] ?? "Error",
        content: { "application/problem+json": { schema: ProblemSchema } },
      },
    ]),
  ) as Record<Status, ProblemResponse>;
}

export const TITLES: Record<number, string> = {
  400: "Bad request",
  401: "Not authenticated",
  403: "Not permitted",
  404: "Not found",
  405: "Method not allowed",
  409: "Conflict",
  413: "Too large",
  415: "Unsupported media type",
  422: "Invalid",
  429: "Too many requests",
  500: "Internal error",
  502: "TalkJS can't be reached",
  503: "Unavailable",
};
