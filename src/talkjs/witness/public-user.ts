import { isMapping } from "../../base/mapping.js";
import type { FIELDS } from "../../model/fields.js";
import { type UserField } from "../../model/fields.js";
import type { User } from "../user.js";

/** Of the known fields those that other chat participants are shown. */
export const SHOWN_FIELDS = [
  "name",
  "custom",
  "locale",
  "photoUrl",
  "role",
  "welcomeMessage",
] as const satisfies readonly (UserField & PublicField)[];

type PublicField = { [F in UserField]: (typeof FIELDS)[F]["access"] extends "public" ? F : never }[UserField];

/** For which something is shown where nothing is set: what the app says. */
const FILLED_IN = ["locale", "role"] as const;

/**
 * A user as the REST API would have them, from what a chat participant is shown: what TalkJS fills in itself counts as
 * nothing. The witness has none of it set, so what they see of themselves is that.
 * @returns null where it isn't somebody of that ID.
 */
export function publicUser(id: string, shown: unknown, self: unknown): User | null {
  if (!isMapping(shown) || shown["id"] !== id) return null;
  const user: User = { id };
  for (const field of SHOWN_FIELDS) user[field] = shown[field];
  for (const field of FILLED_IN) if (isMapping(self) && self[field] === shown[field]) user[field] = null;
  return user;
}
