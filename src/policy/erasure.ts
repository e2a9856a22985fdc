import type { User, UserEdit, UserField } from "../talkjs/user.js";
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

const CLEARED = [
  "email",
  "phone",
  "photoUrl",
  "headerPhotoUrl",
  "welcomeMessage",
  "availabilityText",
  "locale",
  "role",
  "pushTokens",
] as const;

/**
 * What `policy` blanks of `user` that still holds something. Absent, null, empty text, list or mapping, and
 * push tokens that are all null, hold nothing; the name is blank when it equals its replacement. Planning again
 * after the edit finds nothing.
 * @param codeOf Eight hex digits for a user ID, keyed, so that nobody finds the ID by trying.
 */
export function planErasure(user: User, policy: Policy, codeOf: (userId: string) => string): Erasure {
  const { scrub } = policy;
  const edit: UserEdit = {};
  const name = replacementName(scrub.name, user.id, codeOf);
  if (user.name !== name) edit.name = name;
  for (const field of CLEARED) {
    if (scrub[field] === "blank" && holdsSomething(user[field])) edit[field] = null;
  }
  const customKeys = Object.keys(user.custom ?? {}).filter((key) => goes(key, scrub.custom));
  if (customKeys.length > 0) {
    // Only where every key goes by rule: clearing all at once would take a kept key that was added meanwhile.
    edit.custom = scrub.custom === "blank" ? null : cleared(customKeys);
  }
  return { edit, fields: Object.keys(edit) as UserField[], customKeys };
}

function replacementName(rule: NameRule, userId: string, codeOf: (userId: string) => string): string {
  return "replace" in rule ? rule.replace : rule.pseudonym.replaceAll(CODE, () => codeOf(userId));
}

function holdsSomething(value: string | string[] | Record<string, true | null> | null | undefined): boolean {
  if (value === null || value === undefined) return false;
  if (typeof value === "string" || Array.isArray(value)) return value.length > 0;
  return Object.values(value).some((token) => token !== null);
}

function goes(key: string, rule: CustomRule): boolean {
  if (typeof rule === "string") return rule === "blank";
  return "blankAllBut" in rule ? !rule.blankAllBut.includes(key) : rule.blankOnly.includes(key);
}

function cleared(keys: string[]): Record<string, null> {
  // fromEntries makes `__proto__` a key like any other; assigning would not.
  return Object.fromEntries(keys.map((key) => [key, null]));
}
