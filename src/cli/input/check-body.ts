import type { z } from "@hono/zod-openapi";
import { failure } from "../../base/errors.js";

/**
 * Checks what a person typed against the body that a route takes, before anything is opened or sent: so every problem
 * is told with the place where it is.
 * @returns the body as it is.
 * @throws {USAGE} without any of the values.
 */
export function checkBody<S extends z.ZodType>(schema: S, body: unknown): z.input<S> {
  const { error } = schema.safeParse(body);
  if (!error) return body as z.input<S>;
  const problems = error.issues.map(
    ({ path, message }) => `  ${path.join(".")}: ${message.replace("\n", ". ")}`,
  );
  throw failure("USAGE.body", { problems: problems.join("\n") });
}
