import { z } from "zod";
import type { RunSeal } from "../ledger/seal.js";
import { isBlank } from "../model/blank.js";
import { CLEARED_FIELDS, perField } from "../model/fields.js";
import type { UserEdit } from "../talkjs/user.js";

/** What the worklist keeps encrypted about a user: the ID, and the edit exactly as it was planned. */
export interface SealedUser {
  id: string;
  edit: UserEdit;
}

/** A planned edit only replaces the name and clears the rest, so nothing else is accepted when it comes back. */
const SealedUserSchema = z.strictObject({
  id: z.string(),
  edit: z.strictObject({
    name: z.string().min(1).optional(),
    ...perField(CLEARED_FIELDS, (field) => z.custom((value) => isBlank(field, value)).optional()),
  }),
});

/** The subject is bound into the seal: a reference that was moved to another row no longer opens. */
export function sealUser(seal: RunSeal, subject: string, user: SealedUser): string {
  return seal.close(JSON.stringify(user), subject);
}

/** @throws {SEAL_BROKEN} */
export function openUser(seal: RunSeal, subject: string, sealed: string): SealedUser {
  return SealedUserSchema.parse(JSON.parse(seal.open(sealed, subject))) as SealedUser;
}
