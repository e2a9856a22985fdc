import { before } from "../model/time.js";
import { createdAtOf, customOf, roleOf } from "../talkjs/user-values.js";
import type { User } from "../talkjs/user.js";
import type { Policy } from "./policy.js";
import type { CustomCondition } from "./select-schema.js";

/** `unclear`: the value that a condition asks for is of another kind, so that nobody can tell whether it holds. */
export type Answer = boolean | "unclear";

/**
 * Whether the policy selects this user as far as the user alone shows: creation, role, custom fields. IDs and
 * inactivity are asked elsewhere.
 */
export function selects(user: User, { select }: Policy, { now }: { now: Date }): Answer {
  const answers: Answer[] = Object.entries(select.custom ?? {}).map(([key, condition]) =>
    holds(user, key, condition),
  );
  if (select.createdBefore !== undefined)
    answers.push(isCreatedBefore(user, Date.parse(select.createdBefore)));
  if (select.olderThan !== undefined)
    answers.push(isCreatedBefore(user, before(now, select.olderThan).getTime()));
  if (select.roles !== undefined) answers.push(hasRole(user, select.roles));
  // Whoever fails one condition is out, whatever the others are.
  if (answers.includes(false)) return false;
  return answers.includes("unclear") ? "unclear" : true;
}

/** @param moment Unix milliseconds. */
export function isCreatedBefore(user: User, moment: number): Answer {
  const createdAt = createdAtOf(user);
  return createdAt === undefined ? "unclear" : createdAt < moment;
}

function hasRole(user: User, roles: readonly string[]): Answer {
  const role = roleOf(user);
  return role === undefined ? "unclear" : role !== null && roles.includes(role);
}

/** Who has had no activity since this moment (Unix milliseconds) is inactive; null when the policy does not ask. */
export function inactivityCutoff({ select }: Policy, now: Date): number | null {
  return select.inactiveFor === undefined ? null : before(now, select.inactiveFor).getTime();
}

function holds(user: User, key: string, condition: CustomCondition): Answer {
  const custom = customOf(user);
  if (custom === undefined) return "unclear";
  const exists = Object.hasOwn(custom, key);
  if (exists && typeof custom[key] !== "string") return "unclear";
  if (condition === "exists") return exists;
  if (condition === "!exists") return !exists;
  const [operator, value] = condition;
  return exists && (operator === "==") === (custom[key] === value);
}
