import { blankKeys, isBlank } from "../model/blank.js";
import { FIELDS, WHOLE_FIELDS, type UserField } from "../model/fields.js";
import { customOf } from "../talkjs/user-values.js";
import type { User, UserEdit } from "../talkjs/user.js";
import type { Policy } from "./policy.js";
import { CODE } from "./scrub-schema.js";
import type { CustomRule, NameRule } from "./scrub-schema.js";

/** What is to change about one user. */
export interface Erasure {
  /** Holds only what really changes. */
  edit: UserEdit;
  /** The fields of the edit; none means that the user is blank under this policy already. */
  fields: UserField[];
  /** The custom keys that go. */
  customKeys: string[];
}

/**
 * What `policy` blanks of `user` that still holds something; the name is blank when it equals its replacement.
 * Planning again after the edit finds nothing.
 * @param codeOf Eight hex digits for a user ID, keyed, so that nobody finds the ID by trying.
 */
export function planErasure(user: User, policy: Policy, codeOf: (userId: string) => string): Erasure {
  const { scrub } = policy;
  const edit: UserEdit = {};
  const name = replacementName(scrub.name, user.id, codeOf);
  if (user.name !== name) edit.name = name;
  for (const field of WHOLE_FIELDS) {
    if (scrub[field] === "blank" && !isBlank(field, user[field]))
      Object.assign(edit, { [field]: FIELDS[field].blank });
  }
  const customKeys = heldKeys(user).filter((key) => goes(key, scrub.custom));
  if (customKeys.length > 0 || (hasBrokenCustom(user) && scrub.custom !== "keep")) {
    // Only where every key goes by rule: clearing all at once would take a kept key that was added meanwhile. Of what is no
    // mapping no key can go, so then this changes nothing, and reading back finds that the field is still there.
    edit.custom = scrub.custom === "blank" ? FIELDS.custom.blank : blankKeys(customKeys);
  }
  return { edit, fields: Object.keys(edit) as UserField[], customKeys };
}

/** A key whose value is null was deleted. */
const heldKeys = (user: User): string[] =>
  Object.entries(customOf(user) ?? {}).flatMap(([key, value]) => (value === null ? [] : [key]));

/** Holds something, and not under a key. */
const hasBrokenCustom = (user: User): boolean =>
  !isBlank("custom", user.custom) && (customOf(user) === undefined || Array.isArray(user.custom));

/** The name that the policy gives a user. @param codeOf as of {@link planErasure}. */
export const nameFor = (userId: string, { scrub }: Policy, codeOf: (userId: string) => string): string =>
  replacementName(scrub.name, userId, codeOf);

function replacementName(rule: NameRule, userId: string, codeOf: (userId: string) => string): string {
  return "replace" in rule ? rule.replace : rule.pseudonym.replaceAll(CODE, () => codeOf(userId));
}

function goes(key: string, rule: CustomRule): boolean {
  if (typeof rule === "string") return rule === "blank";
  return "blankAllBut" in rule ? !rule.blankAllBut.includes(key) : rule.blankOnly.includes(key);
}
