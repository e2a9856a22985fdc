import type { z } from "@hono/zod-openapi";
import { failure } from "../../base/errors.js";
import { PolicySchema, type Policy } from "../../policy/policy.js";
import type { Backend } from "../backend.js";
import { inOneLine } from "../http/invalid.js";
import type { PolicyField } from "../../contracts/policies.js";

/** @throws 422 when there is no policy of that name, or it can't be used; never with what was sent. */
export function policyIn(value: z.infer<typeof PolicyField>, { policies }: Backend): Policy {
  if (typeof value === "string") return policyNamed(value, policies);
  const parsed = PolicySchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.map(({ code, path, message }) => ({
    path: ["policy", ...path.slice(0, 1)].join("."),
    problem: code === "unrecognized_keys" ? "has a field that no policy has" : inOneLine(message),
  }));
  throw failure("POLICY_INVALID.sent", {}, { errors });
}

/** @throws 422 when the service has no policy of that name. */
export function policyNamed(name: string, policies: Backend["policies"]): Policy {
  const policy = policies.get(name);
  if (policy) return policy;
  const known = policies.names().join(", ");
  throw failure(
    known === "" ? "UNKNOWN_POLICY.none" : "UNKNOWN_POLICY",
    { known },
    { errors: [{ path: "policy", problem: "is not a policy of this service" }] },
  );
}
