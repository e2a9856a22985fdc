import { fault } from "./fault.js";
import type { Exclusions } from "./exclude-schema.js";
import type { CustomCondition, Selection } from "./select-schema.js";

/** What a policy selects and excludes at the same time, so that it could never mean what it says. */
export function contradictions({
  select,
  exclude,
}: {
  select: Selection;
  exclude: Exclusions;
}): { path: (string | number)[]; message: string }[] {
  const found: { path: (string | number)[]; message: string }[] = [];
  for (const [index, role] of exclude.roles.entries()) {
    if (!select.roles?.includes(role)) continue;
    found.push({
      path: ["exclude", "roles", index],
      message: fault("is a role that `select.roles` selects", "Remove it from one of the two."),
    });
  }
  const { legalHold } = exclude;
  if (
    legalHold !== undefined &&
    select.custom !== undefined &&
    Object.hasOwn(select.custom, legalHold.customKey)
  ) {
    const condition = select.custom[legalHold.customKey];
    if (condition !== undefined && selectsOnlyHeld(condition, legalHold.values)) {
      found.push({
        path: ["select", "custom", legalHold.customKey],
        message: fault(
          "selects only users whom `exclude.legalHold` excludes",
          "Remove the condition or the exclusion.",
        ),
      });
    }
  }
  return found;
}

function selectsOnlyHeld(condition: CustomCondition, values: string[] | undefined): boolean {
  if (condition === "!exists") return false;
  if (values === undefined) return true;
  return typeof condition !== "string" && condition[0] === "==" && values.includes(condition[1]);
}
