import { z } from "zod";
import type { Cipher } from "../ledger/encryption.js";
import { isBlank } from "../model/blank.js";
import { CLEARED_FIELDS, perField } from "../model/fields.js";
import type { UserEdit } from "../talkjs/user.js";

/** What the worklist keeps encrypted about a user: the ID, and the edit exactly as it was planned. */
export interface PlannedEdit {
  id: string;
  edit: UserEdit;
  /** Fields that aren't known and are to go, where they can. Missing in plans of before they were looked at. */
  unknown?: string[];
}

/** A planned edit only replaces the name and clears the rest, so nothing else is accepted when it comes back. */
const PlannedEditSchema = z.strictObject({
  id: z.string(),
  edit: z.strictObject({
    name: z.string().min(1).optional(),
    ...perField(CLEARED_FIELDS, (field) => z.custom((value) => isBlank(field, value)).optional()),
  }),
  unknown: z.array(z.string()).exactOptional(),
});

/** The subject is bound in as associated data: a reference that was moved to another row no longer opens. */
export function encryptUser(cipher: Cipher, subject: string, user: PlannedEdit): string {
  return cipher.encrypt(JSON.stringify(user), subject);
}

/** @throws {SEAL_BROKEN} */
export function decryptUser(cipher: Cipher, subject: string, encrypted: string): PlannedEdit {
  return PlannedEditSchema.parse(JSON.parse(cipher.decrypt(encrypted, subject))) as PlannedEdit;
}
