import type { IdLikeness } from "../audit/leaf.js";
import type { Cipher } from "../ledger/encryption.js";
import type { InEvidence, WorklistRow } from "../ledger/runs/worklist.js";
import type { Erasure } from "../policy/erasure.js";
import type { UserEdit } from "../talkjs/user.js";
import { decryptUser, encryptUser } from "./encrypted-user.js";
import type { SubjectPolicy } from "./subject-policy.js";

/** Who somebody is in the evidence, and what their ID gives away; null: nobody has opened it. */
export interface Person extends InEvidence {
  idLooksLike: IdLikeness;
}

/** One user on the way through a batch. */
export interface BatchUser {
  row: WorklistRow;
  id: string;
  /** Who this is in the evidence: always of the ID, whatever the row says. */
  person: Person;
  edit: UserEdit;
  /** Fields and shown custom keys blanked by this run, as far as it is known. */
  fields: Set<string>;
  keys: Set<string>;
  /** Edits that were sent in this attempt. */
  edits: number;
  /** Fields of edits that TalkJS has taken, whatever a read shows of them. */
  accepted: Set<string>;
}

/** To be edited, or at least to be read: their ID is kept. */
export const isNamed = ({ intent, sealed }: WorklistRow): boolean =>
  intent === "scrub" || (sealed !== null && (intent === "already_blank" || intent === "not_found"));

/** @throws {SEAL_BROKEN} */
export function openUser(row: WorklistRow, cipher: Cipher, personOf: (userId: string) => Person): BatchUser {
  const { id, edit } = decryptUser(cipher, row.subject, row.sealed ?? "");
  const blanked = { fields: new Set(row.fields), keys: new Set(row.customKeys) };
  return { row, id, person: personOf(id), edit, ...blanked, edits: 0, accepted: new Set() };
}

/** Somebody who turned up on a page of the list, of whom the worklist keeps no ID. */
export function nameUser(
  row: WorklistRow,
  id: string,
  cipher: Cipher,
  personOf: (userId: string) => Person,
): BatchUser {
  const sealed = encryptUser(cipher, row.subject, { id, edit: {} });
  return openUser({ ...row, sealed }, cipher, personOf);
}

/** The next edit is what holds something now; what is recorded is everything that was blanked. */
export function addErasure(policy: SubjectPolicy, user: BatchUser, erasure: Erasure): void {
  user.edit = erasure.edit;
  for (const field of erasure.fields) user.fields.add(field);
  for (const key of policy.shownKeys(erasure.customKeys)) user.keys.add(key);
}

/** What of a user has been blanked, when this still holds something. */
export function blankedSoFar(user: BatchUser, remaining: string[]): { fields: string[]; keys: string[] } {
  const fields = [...user.fields].filter((field) => !remaining.includes(field));
  return { fields, keys: fields.includes("custom") ? [...user.keys] : [] };
}
