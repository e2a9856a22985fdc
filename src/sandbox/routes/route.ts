import type { z } from "zod";
import { badRequest, type Answer } from "../api/answer.js";
import type { Target } from "../api/fault-injector.js";
import { reasonsOf } from "../api/reasons.js";
import type { SandboxData } from "../sandbox-data.js";

/** One call, with everything decoded. */
export interface Call {
  params: Record<string, string | undefined>;
  query: Record<string, unknown>;
  body: unknown;
  target: Target;
  /** Of the API, as a date. */
  version: string;
}

export type Handler = (call: Call, data: SandboxData) => Answer;

/** One row of the route table. `template` is what follows `/v1/{appId}`. */
export interface Route {
  method: "GET" | "PUT" | "POST" | "PATCH" | "DELETE";
  template: string;
  handler: Handler;
}

/** A parameter that the route's template has. */
export function param(call: Call, name: string): string {
  return call.params[name] ?? "";
}

/** Runs `then` with the checked value, or answers 400 with every reason. */
export function checked<T>(schema: z.ZodType<T>, value: unknown, then: (value: T) => Answer): Answer {
  const result = schema.safeParse(value);
  return result.success ? then(result.data) : badRequest(reasonsOf(result.error));
}
