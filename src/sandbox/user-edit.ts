import { z } from "zod";
import type { SandboxUser } from "./user.js";
import { mergeKeys } from "./merge-keys.js";
import { reasonsOf } from "./reasons.js";

const text = z.string().nullable().optional();
const list = z.array(z.string()).nullable().optional();

/**
 * Assumption: how TalkJS treats unknown fields is not documented. Ignoring them would make a rehearsal succeed
 * that blanks nothing, so the sandbox refuses them. `id` is taken when it repeats the path, as TalkJS's own
 * `anonymiseUser` example sends it.
 */
const UserEditSchema = z.strictObject({
  id: z.string().optional(),
  name: z.string("can't be null").min(1, "can't be empty").optional(),
  welcomeMessage: text,
  photoUrl: text,
  headerPhotoUrl: text,
  role: text,
  email: list,
  phone: list,
  custom: z.record(z.string(), z.string().nullable()).nullable().optional(),
  availabilityText: text,
  locale: text,
  pushTokens: z
    .record(z.string().regex(/^(fcm|apns):./s, "must begin with fcm: or apns:"), z.literal(true).nullable())
    .nullable()
    .optional(),
});

export type SandboxUserEdit = z.infer<typeof UserEditSchema>;

/** The fields that an edit can set, in the order the journal names them. */
export const USER_FIELDS = [
  "name",
  "welcomeMessage",
  "photoUrl",
  "headerPhotoUrl",
  "role",
  "email",
  "phone",
  "custom",
  "availabilityText",
  "locale",
  "pushTokens",
] as const;

export type SandboxUserField = (typeof USER_FIELDS)[number];

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
 * Applies a valid edit as PATCH would: absent stays, `null` clears, `custom` and `pushTokens` merge key by key.
 * `keeps` names fields that a fault protects from being cleared. A cleared `custom` reads `{}`, everything else `null`.
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
    if (field === "custom" || field === "pushTokens") {
      const merged = mergeKeys(user[field], value as Record<string, string | null> | null, () =>
        keeps(field),
      );
      if (merged.changed.length === 0) continue;
      Object.assign(user, { [field]: field === "pushTokens" && value === null ? null : merged.map });
      if (field === "custom") customKeys = merged.changed;
      fields.push(field);
    } else if (!sameValue(user[field], value) && !(value === null && keeps(field))) {
      Object.assign(user, { [field]: value });
      fields.push(field);
    }
  }
  return { user, fields, customKeys };
}

function sameValue(before: unknown, after: unknown): boolean {
  if (Array.isArray(before) && Array.isArray(after)) return JSON.stringify(before) === JSON.stringify(after);
  return (before ?? null) === after;
}
