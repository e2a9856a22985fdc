import type { z } from "@hono/zod-openapi";
import { PolicySchema, type Policy } from "../../policy/policy.js";
import type { Desk } from "../desk.js";
import { inOneLine } from "../http/invalid.js";
import { ApiError } from "../http/problem.js";
import type { PolicyField } from "../../contracts/policies.js";

/** @throws {ApiError} 422 when there is no policy of that name, or it can't be used; never with what was sent. */
export function policyIn(value: z.infer<typeof PolicyField>, { policies }: Desk): Policy {
  if (typeof value === "string") return policyNamed(value, policies);
  const parsed = PolicySchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.map(({ code, path, message }) => ({
    path: ["policy", ...path.slice(0, 1)].join("."),
    problem: code === "unrecognized_keys" ? "has a field that no policy has" : inOneLine(message),
  }));
  throw new ApiError(
    422,
    "POLICY_INVALID",
    "The policy can't be used.",
    "Check it as a file: scrubjay config check",
    errors,
  );
}

/** @throws {ApiError} 422 when the service has no policy of that name. */
export function policyNamed(name: string, policies: Desk["policies"]): Policy {
  const policy = policies.get(name);
  if (policy) return policy;
  const known = policies.names();
  throw new ApiError(
    422,
    "UNKNOWN_POLICY",
    "The service has no policy of that name.",
    known.length > 0 ? `It has: ${known.join(", ")}` : "It was started without a folder of policies.",
    [{ path: "policy", problem: "is not a policy of this service" }],
  );
}
