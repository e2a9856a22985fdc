import { OpenAPIHono } from "@hono/zod-openapi";
import type { ApiEnv, Desk } from "./desk.js";
import { ApiError, PROBLEM_TYPE, problemOf } from "./problem.js";
import { registerRuns } from "./routes/runs.js";

export type Api = OpenAPIHono<ApiEnv>;

/** The whole HTTP API over one ledger. Also called in the same process, without HTTP, by the commands. */
export function createApp(desk: Desk): Api {
  const app: Api = new OpenAPIHono<ApiEnv>({
    defaultHook: (result) => {
      if (result.success) return;
      const errors = result.error.issues.map((issue) => ({
        path: issue.path.join("."),
        problem: issue.message,
      }));
      throw new ApiError(
        422,
        "INVALID",
        "The call doesn't have the form that the API asks for.",
        undefined,
        errors,
      );
    },
  });
  app.onError((error, c) => {
    c.env.onFailure?.(error);
    const problem = problemOf(error);
    return c.json(problem, problem.status as 500, { "content-type": PROBLEM_TYPE });
  });
  app.notFound(() => {
    throw new ApiError(404, "NO_ROUTE", "There is nothing at this address.", "See /v1/openapi.json");
  });
  app.use(async (c, next) => {
    c.set("desk", desk);
    if (!c.env.actor) throw new ApiError(401, "UNAUTHENTICATED", "This needs a bearer token.");
    c.set("actor", c.env.actor);
    await next();
  });
  for (const register of [registerRuns]) register(app);
  return app;
}
