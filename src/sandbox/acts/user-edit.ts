import { z } from "zod";
import { mergeKeys } from "./merge-keys.js";
import { reasonsOf } from "../api/reasons.js";
import type { SandboxUser } from "../shapes/user.js";
import { editSchemas, isUndocumented, rowOf, USER_FIELDS } from "../invented/user-fields.js";

/** `id` is taken when it repeats the path, as TalkJS's own `anonymiseUser` example sends it. */
const UserEditSchema = z.strictObject({ id: z.string().optional(), ...editSchemas() });

export type SandboxUserEdit = z.infer<typeof UserEditSchema>;

/** What an app makes of an edit's undocumented fields. */
export interface UndocumentedFields {
  /** Whether anybody of the app has, or had, a field of that name. */
  has: (name: string) => boolean;
  refuses: (name: string) => boolean;
}

/** What an edit did: the names of the fields whose stored value is now another one. */
export interface UserChange {
  user: SandboxUser;
  fields: string[];
  customKeys: string[];
}

/**
 * Everything that is wrong with an edit; empty when it can be applied.
 *
 * Assumption: how TalkJS treats undocumented fields is unknown. `null` is taken for those that the app has; every other
 * one is refused, for ignoring it would make a rehearsal succeed that blanks nothing.
 */
export function userEditReasons(
  id: string,
  edit: unknown,
  exists: boolean,
  undocumented: UndocumentedFields,
): string[] {
  const cleared = isMapping(edit) ? Object.keys(edit).filter((name) => edit[name] === null) : [];
  const refused = cleared
    .filter((name) => undocumented.refuses(name))
    .map((name) => `${name}: can't be null`);
  const taken = new Set(cleared.filter((name) => isUndocumented(name) && undocumented.has(name)));
  const rest = isMapping(edit)
    ? Object.fromEntries(Object.entries(edit).filter(([name]) => !taken.has(name)))
    : edit;
  const result = UserEditSchema.safeParse(rest);
  if (!result.success) return [...refused, ...reasonsOf(result.error)];
  if (result.data.id !== undefined && result.data.id !== id) return ["id: must be the ID in the path"];
  if (!exists && result.data.name === undefined) return ["name: is required to create a user"];
  return refused;
}

/**
 * Applies a valid edit as PATCH would: absent stays, `null` clears, mappings merge key by key.
 * `keeps` names fields that a fault protects from being cleared.
 */
export function mergeUser(
  current: SandboxUser | undefined,
  edit: SandboxUserEdit,
  created: { id: string; createdAt: number },
  keeps: (field: string) => boolean,
): UserChange {
  const user: SandboxUser = current ? { ...current } : { ...created, name: "", custom: {}, pushTokens: null };
  const fields: string[] = [];
  let customKeys: string[] = [];
  for (const field of USER_FIELDS) {
    const value = edit[field];
    if (value === undefined) continue;
    const { cleared } = rowOf(field);
    if (cleared !== undefined) {
      const held = user[field];
      const merged = mergeKeys(isMapping(held) ? held : null, value as Mapping, () => keeps(field));
      // Assumption: what is no mapping, which only an import brings, has no keys for an edit, and goes as a whole.
      const goes = value === null && (held ?? null) !== null && !isMapping(held) && !keeps(field);
      if (merged.changed.length === 0 && !goes) continue;
      Object.assign(user, { [field]: value === null ? cleared : merged.map });
      if (field === "custom") customKeys = merged.changed;
      fields.push(field);
    } else if (!sameValue(user[field], value) && !(value === null && keeps(field))) {
      Object.assign(user, { [field]: value });
      fields.push(field);
    }
  }
  const held = Object.entries(user).flatMap(([name, value]) => (value === null ? [] : [name]));
  const cleared = held.filter(
    (name) => isUndocumented(name) && (edit as Record<string, unknown>)[name] === null && !keeps(name),
  );
  if (cleared.length === 0) return { user, fields, customKeys };
  // Entries, because a name may be __proto__.
  const after = Object.entries(user).map(([name, value]) => [name, cleared.includes(name) ? null : value]);
  return { user: Object.fromEntries(after) as SandboxUser, fields: [...fields, ...cleared], customKeys };
}

type Mapping = Record<string, unknown> | null;

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function sameValue(before: unknown, after: unknown): boolean {
  if (Array.isArray(before) && Array.isArray(after)) return JSON.stringify(before) === JSON.stringify(after);
  return (before ?? null) === after;
}
