import type { User } from "../talkjs/user.js";
import type { Exclusions } from "./exclude-schema.js";
import type { Policy } from "./policy.js";

export type ExclusionReason = "role" | "id" | "legal_hold" | "online";

/** Why the policy leaves this user alone, or null. A legal hold is named before any other reason. */
export function exclusionOf(
  user: User,
  { exclude }: Policy,
  { online }: { online: ReadonlySet<string> },
): ExclusionReason | null {
  if (isHeld(user, exclude.legalHold)) return "legal_hold";
  if (idsOf(exclude).has(user.id)) return "id";
  if (typeof user.role === "string" && exclude.roles.includes(user.role)) return "role";
  return exclude.online && online.has(user.id) ? "online" : null;
}

/** Whether exclusions hang on data that can change between planning and editing. */
export function needsFreshLook({ exclude }: Policy): boolean {
  return exclude.legalHold !== undefined || exclude.online || exclude.roles.length > 0;
}

/** Without `values` any value marks a hold, even an empty one. With them, letter case and outer spaces don't count. */
function isHeld(user: User, legalHold: Exclusions["legalHold"]): boolean {
  if (legalHold === undefined || !Object.hasOwn(user.custom ?? {}, legalHold.customKey)) return false;
  if (legalHold.values === undefined) return true;
  const value = folded(user.custom?.[legalHold.customKey] ?? "");
  return legalHold.values.some((marker) => folded(marker) === value);
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
