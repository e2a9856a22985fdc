import { createHash } from "node:crypto";
import { canonical } from "../audit/leaf.js";
import type { Policy } from "./policy.js";

/** `sha256:<hex>` over the policy's canonical JSON (RFC 8785): the same for every order of its keys. */
export function policyDigest(policy: Policy): string {
  return `sha256:${createHash("sha256").update(canonical(policy)).digest("hex")}`;
}
