import { CLEARED_FIELDS } from "../../model/fields.js";
import { isBlank } from "../../model/blank.js";
import type { User } from "../user.js";

/** The name of the user as whom the second witness looks: nobody's. */
export const WITNESS_NAME = "Erasure check";

/**
 * Whether a user has a name and nothing else that is known, as the witness must: what TalkJS shows of it in other fields
 * counts as nothing set, and whoever it is isn't erased.
 */
export const isBare = (user: User): boolean => CLEARED_FIELDS.every((field) => isBlank(field, user[field]));
