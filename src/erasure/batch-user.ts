import type { IdLikeness } from "../audit/leaf.js";
import { isUserField } from "../model/fields.js";
import type { Cipher } from "../ledger/encryption.js";
import type { Intent } from "../ledger/runs/states.js";
import type { InEvidence, WorklistRow } from "../ledger/runs/worklist.js";
import { clearing, type UserEdit } from "../talkjs/user.js";
import { decryptUser, encryptUser } from "./encrypted-user.js";
import type { FieldTrials } from "./field-trials.js";
import type { Judgement } from "./judgement.js";
import type { Reading } from "./read-users.js";
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
  /** What is to change of the known fields. */
  edit: UserEdit;
  /** Fields that aren't known and are to go, where they can; by their names at TalkJS. */
  unknown: string[];
  /** The last look at them in this attempt. */
  reading: Reading | undefined;
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
  intent === "scrub" || (sealed !== null && intent !== null && LOOKED_AT.has(intent));

const LOOKED_AT: ReadonlySet<Intent> = new Set(["already_blank", "scrubbed_in_part", "not_found"]);

/** @throws {SEAL_BROKEN} */
export function openUser(row: WorklistRow, cipher: Cipher, personOf: (userId: string) => Person): BatchUser {
  const { id, edit, unknown = [] } = decryptUser(cipher, row.subject, row.sealed ?? "");
  const blanked = { fields: new Set(row.fields), keys: new Set(row.customKeys) };
  const nothingYet = { reading: undefined, edits: 0, accepted: new Set<string>() };
  return { row, id, person: personOf(id), edit, unknown, ...blanked, ...nothingYet };
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

/**
 * The next edit is what holds something now; what is recorded is everything that was blanked. A field that isn't known is
 * that once an edit with it is about to be sent.
 */
export function addJudgement(policy: SubjectPolicy, user: BatchUser, judgement: Judgement): void {
  user.edit = judgement.edit;
  user.unknown = [...judgement.clears, ...judgement.untried];
  for (const field of Object.keys(judgement.edit)) user.fields.add(field);
  for (const key of policy.shownKeys(judgement.customKeys)) user.keys.add(key);
}

/** Fields that aren't known and that the next edit clears. */
export const clearsOf = ({ unknown }: BatchUser, trials: FieldTrials): string[] =>
  unknown.filter((name) => trials.of(name) === "cleared");

/** Fields that aren't known and that somebody has to try. */
export const untriedOf = ({ unknown }: BatchUser, trials: FieldTrials): string[] =>
  unknown.filter((name) => trials.of(name) === "untried");

export const nextEdit = (user: BatchUser, trials: FieldTrials): UserEdit =>
  clearing(user.edit, clearsOf(user, trials));

/** What is still to be blanked of somebody, as it is written down. */
export const pendingOf = ({ edit, unknown }: BatchUser, policy: SubjectPolicy): string[] => [
  ...Object.keys(edit),
  ...unknown.map((name) => policy.shownField(name)),
];

/** What a plan wants to blank of fields that aren't known wasn't blanked before it was sent. */
export function forgetUnsent(user: BatchUser): void {
  user.fields = new Set([...user.fields].filter(isUserField));
}

/** What of a user has been blanked, when this still holds something. */
export function blankedSoFar(user: BatchUser, remaining: string[]): { fields: string[]; keys: string[] } {
  const fields = [...user.fields].filter((field) => !remaining.includes(field));
  return { fields, keys: fields.includes("custom") ? [...user.keys] : [] };
}
