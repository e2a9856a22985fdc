import { z } from "zod";
import { mergeKeys } from "./merge-keys.js";
import { reasonsOf } from "./reasons.js";
import type { SandboxUser } from "./user.js";
import { editSchemas, rowOf, USER_FIELDS, type SandboxUserField } from "./user-fields.js";

/**
 * Assumption: how TalkJS treats unknown fields is not documented. Ignoring them would make a rehearsal succeed
 * that blanks nothing, so the sandbox refuses them. `id` is taken when it repeats the path, as TalkJS's own
 * `anonymiseUser` example sends it.
 */
const UserEditSchema = z.strictObject({ id: z.string().optional(), ...editSchemas() });

export type SandboxUserEdit = z.infer<typeof UserEditSchema>;

/** What an edit did: the names of the fields whose stored value is now another one. */
export interface UserChange {
  user: SandboxUser;
  fields: string[];
  customKeys: string[];
}

/** Everything that is wrong with an edit; empty when it can be applied. */
export function userEditReasons(id: string, edit: unknown, exists: boolean): string[] {
  const result = UserEditSchema.safeParse(edit);
  if (!result.success) return reasonsOf(result.error);
  if (result.data.id !== undefined && result.data.id !== id) return ["id: must be the ID in the path"];
  if (!exists && result.data.name === undefined) return ["name: is required to create a user"];
  return [];
}

/**
 * Applies a valid edit as PATCH would: absent stays, `null` clears, mappings merge key by key.
 * `keeps` names fields that a fault protects from being cleared.
 */
export function mergeUser(
  current: SandboxUser | undefined,
  edit: SandboxUserEdit,
  created: { id: string; createdAt: number },
  keeps: (field: SandboxUserField) => boolean,
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
  return { user, fields, customKeys };
}

type Mapping = Record<string, unknown> | null;

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function sameValue(before: unknown, after: unknown): boolean {
  if (Array.isArray(before) && Array.isArray(after)) return JSON.stringify(before) === JSON.stringify(after);
  return (before ?? null) === after;
}
