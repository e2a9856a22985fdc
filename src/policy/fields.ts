import { isPersonal } from "../model/fields.js";
import { agree } from "../model/words.js";
import type { Grounds } from "./grounds.js";
import type { Policy } from "./policy.js";

/** What a policy does with each field of a user, as the evidence shows it. */
export interface PolicyFields extends Record<string, unknown> {
  blanks: string[];
  /** Why a kept field is kept, in the policy's words; null: it doesn't say. */
  keeps: { field: string; ground: string | null }[];
}

/** Custom keys are counted: their names can be personal. */
export function fieldsOf({ scrub, grounds = {}, unknownFields }: Policy): PolicyFields {
  const fields: PolicyFields = { blanks: [], keeps: [] };
  const groundOf = (field: string) => grounds[field as keyof Grounds] ?? null;
  for (const [field, rule] of Object.entries(scrub)) {
    const keep = (what: string) => fields.keeps.push({ field: what, ground: groundOf(field) });
    if (rule === "keep") keep(field);
    else if (rule === "blank" || field === "name") fields.blanks.push(field);
    else if (typeof rule === "object" && "blankAllBut" in rule) {
      fields.blanks.push(field);
      keep(keysOf(rule.blankAllBut));
    } else if (typeof rule === "object" && "blankOnly" in rule) {
      fields.blanks.push(keysOf(rule.blankOnly));
      keep("custom (all other keys)");
    }
  }
  if (typeof unknownFields === "object")
    for (const field of unknownFields.keep)
      fields.keeps.push({ field, ground: unknownFields.ground ?? null });
  return fields;
}

/** What it keeps of a person, as told by {@link fieldsOf}; settings of the app aren't, unless it calls them personal. */
export const keptOfPeople = (policy: Policy): PolicyFields["keeps"] =>
  fieldsOf(policy).keeps.filter(
    ({ field }) => isPersonal(field) || policy.personal?.some((personal) => personal === field),
  );

const keysOf = (keys: readonly string[]): string =>
  `custom (${keys.length} ${agree(keys.length, "key", "keys")} named in the policy)`;
