import { customOf, roleOf } from "../talkjs/user-values.js";
import type { User } from "../talkjs/user.js";
import type { Exclusions } from "./exclude-schema.js";
import type { Policy } from "./policy.js";

/** `unclear`: what an exclusion or a condition looks at is of another kind, so that nobody can tell whether it holds. */
export type ExclusionReason = "role" | "id" | "legal_hold" | "online" | "unclear";

/**
 * Why the policy leaves this user alone, or null. A legal hold is named before any other reason. Where one can't be judged,
 * the user is left alone: what is erased doesn't come back.
 */
export function exclusionOf(
  user: User,
  { exclude }: Policy,
  { online }: { online: ReadonlySet<string> },
): ExclusionReason | null {
  const held = isHeld(user, exclude.legalHold);
  if (held === true) return "legal_hold";
  if (idsOf(exclude).has(user.id)) return "id";
  const role = roleOf(user);
  if (typeof role === "string" && exclude.roles.includes(role)) return "role";
  if (exclude.online && online.has(user.id)) return "online";
  return held === undefined || (role === undefined && exclude.roles.length > 0) ? "unclear" : null;
}

/** Whether exclusions hang on data that can change between planning and editing. */
export function needsFreshLook({ exclude }: Policy): boolean {
  return exclude.legalHold !== undefined || exclude.online || exclude.roles.length > 0;
}

/**
 * Without `values` any value marks a hold, even an empty one. With them, letter case and outer spaces don't count.
 * @returns undefined where it can't be told.
 */
function isHeld(user: User, legalHold: Exclusions["legalHold"]): boolean | undefined {
  if (legalHold === undefined) return false;
  const custom = customOf(user);
  if (custom === undefined) return undefined;
  if (!Object.hasOwn(custom, legalHold.customKey)) return false;
  if (legalHold.values === undefined) return true;
  const value = custom[legalHold.customKey];
  if (typeof value !== "string") return undefined;
  return legalHold.values.some((marker) => folded(marker) === folded(value));
}

function folded(value: string): string {
  return value.trim().toLowerCase();
}

const idSets = new WeakMap<Exclusions, ReadonlySet<string>>();

/** The list as a set, made once per policy: it is asked for every user of a sweep. */
function idsOf(exclude: Exclusions): ReadonlySet<string> {
  let ids = idSets.get(exclude);
  if (ids === undefined) idSets.set(exclude, (ids = new Set(exclude.ids)));
  return ids;
}
