import type { WorklistRow } from "../ledger/runs/worklist.js";
import type { Erasure } from "../policy/erasure.js";
import type { UserEdit } from "../talkjs/user.js";
import type { SubjectPolicy } from "./subject-policy.js";

/** One user on the way through a batch. */
export interface BatchUser {
  row: WorklistRow;
  id: string;
  edit: UserEdit;
  /** Fields and shown custom keys blanked by this run, as far as it is known. */
  fields: Set<string>;
  keys: Set<string>;
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
