import { createHash } from "node:crypto";
import canonicalize from "canonicalize";
import type { Policy } from "./policy.js";

// A CommonJS module whose typings describe an ES one: what is imported is the function itself.
const canonicalJson = canonicalize as unknown as (value: unknown) => string;

/** `sha256:<hex>` over the policy's canonical JSON (RFC 8785): the same for every order of its keys. */
export function policyDigest(policy: Policy): string {
  return `sha256:${createHash("sha256").update(canonicalJson(policy), "utf8").digest("hex")}`;
}
