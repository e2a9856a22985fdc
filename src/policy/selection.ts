import { before } from "../model/time.js";
import type { User } from "../talkjs/user.js";
import type { Policy } from "./policy.js";
import type { CustomCondition } from "./select-schema.js";

/**
 * Whether the policy selects this user as far as the user alone shows: creation, role, custom fields. IDs and
 * inactivity are asked elsewhere.
 */
export function selects(user: User, { select }: Policy, { now }: { now: Date }): boolean {
  if (select.createdBefore !== undefined && user.createdAt >= Date.parse(select.createdBefore)) return false;
  if (select.olderThan !== undefined && user.createdAt >= before(now, select.olderThan).getTime())
    return false;
  if (select.roles !== undefined && !select.roles.includes(user.role ?? "")) return false;
  return Object.entries(select.custom ?? {}).every(([key, condition]) =>
    holds(user.custom ?? {}, key, condition),
  );
}

/** Who has had no activity since this moment (Unix milliseconds) is inactive; null when the policy does not ask. */
export function inactivityCutoff({ select }: Policy, now: Date): number | null {
  return select.inactiveFor === undefined ? null : before(now, select.inactiveFor).getTime();
}

function holds(custom: Record<string, string>, key: string, condition: CustomCondition): boolean {
  const exists = Object.hasOwn(custom, key);
  if (condition === "exists") return exists;
  if (condition === "!exists") return !exists;
  const [operator, value] = condition;
  return exists && (operator === "==") === (custom[key] === value);
}
