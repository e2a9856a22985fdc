import type { z } from "@hono/zod-openapi";
import { failure } from "../../base/errors.js";
import { PolicySchema, type Policy } from "../../policy/policy.js";
import { inOneLine } from "../../policy/fault.js";
import type { NamedPolicies } from "../../policy/named-policies.js";
import type { PolicyField } from "../../contracts/policies.js";

/** The policies that this process knows by name. */
export interface PolicyContext {
  policies: NamedPolicies;
}

/** @throws {UNKNOWN_POLICY | POLICY_INVALID}, never with what was sent. */
export function policyIn(value: z.infer<typeof PolicyField>, { policies }: PolicyContext): Policy {
  if (typeof value === "string") return policyNamed(value, policies);
  const parsed = PolicySchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.map(({ code, path, message }) => ({
    path: ["policy", ...path.slice(0, 1)].join("."),
    problem: code === "unrecognized_keys" ? "has a field that no policy has" : inOneLine(message),
  }));
  throw failure("POLICY_INVALID.sent", {}, { errors });
}

/** @throws {UNKNOWN_POLICY} */
export function policyNamed(name: string, policies: NamedPolicies): Policy {
  const policy = policies.get(name);
  if (policy) return policy;
  const known = policies.names().join(", ");
  throw failure(
    known === "" ? "UNKNOWN_POLICY.none" : "UNKNOWN_POLICY",
    { known },
    { errors: [{ path: "policy", problem: "is not a policy of this service" }] },
  );
}
