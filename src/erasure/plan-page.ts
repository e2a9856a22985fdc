import { isUserField } from "../model/fields.js";
import { countUnknown, type PlanTally } from "../ledger/runs/tally.js";
import { USERS_PER_CALL } from "../talkjs/users.js";
import type { PlannedRow } from "../ledger/runs/worklist.js";
import type { Cipher } from "../ledger/encryption.js";
import { bindRow } from "./bound-row.js";
import type { Draft } from "./plan-user.js";

/** All users of a page, selected or not. */
export interface SeenUsers {
  seen: number;
  /** Fields that aren't known, as the ledger knows them, one for each user who holds something there. */
  unknown: readonly string[];
}

/** Users who need no edit fill a batch too, so that a batch is recorded in one short transaction. */
const MOST_ROWS_IN_BATCH = 1_000;

/**
 * Puts the users of one list page into batches. A page is never split over two batches, because every batch
 * would have to read it back: a full page is a batch (3 requests for 100 users: list, edit, read back), thin
 * pages share one.
 */
export function planPage(
  tally: PlanTally,
  page: { listPage: number } & SeenUsers,
  drafts: Draft[],
  cipher: Cipher,
): { tally: PlanTally; rows: PlannedRow[] } {
  const next = countDrafts(tally, page, drafts);
  if (drafts.length === 0) return { tally: next, rows: [] };
  const edits = drafts.filter((draft) => draft.intent === "scrub").length;
  const fits =
    tally.batchEdits + edits <= USERS_PER_CALL && tally.batchRows + drafts.length <= MOST_ROWS_IN_BATCH;
  const batch = fits ? tally.batch : tally.batch + 1;
  const before = fits ? { edits: tally.batchEdits, rows: tally.batchRows } : { edits: 0, rows: 0 };
  next.batch = batch;
  next.batchEdits = before.edits + edits;
  next.batchRows = before.rows + drafts.length;
  if (edits > 0) next.reads += 1;
  if (edits > 0 && before.edits === 0) next.edits += 1;
  return { tally: next, rows: drafts.map((draft) => toRow(draft, batch, page.listPage, cipher)) };
}

/** The same for users who were listed by ID: their batch is given, and each is read back alone. */
export function planListed(
  tally: PlanTally,
  page: { batch: number } & SeenUsers,
  drafts: Draft[],
  cipher: Cipher,
): { tally: PlanTally; rows: PlannedRow[] } {
  const next = countDrafts(tally, page, drafts);
  const edits = drafts.filter((draft) => draft.intent === "scrub").length;
  next.batch = page.batch;
  next.reads += edits;
  if (edits > 0) next.edits += 1;
  return { tally: next, rows: drafts.map((draft) => toRow(draft, page.batch, null, cipher)) };
}

function toRow(draft: Draft, batch: number, listPage: number | null, cipher: Cipher): PlannedRow {
  const { subject, evidence, salt, intent, reason, fields, customKeys, remaining, sealed, readAt } = draft;
  const person = { subject, evidence, salt, batch, listPage };
  const what = { intent, reason, fields, customKeys, remaining };
  return bindRow(cipher, { ...person, ...what, sealed, readAt, round: 1 });
}

function countDrafts(tally: PlanTally, { seen, unknown }: SeenUsers, drafts: Draft[]): PlanTally {
  const next = structuredClone(tally);
  next.scanned += seen;
  countUnknown(next, unknown);
  for (const draft of drafts) {
    next.selected += 1;
    if (draft.intent === "scrub") next.toScrub += 1;
    if (draft.intent === "already_blank") next.alreadyBlank += 1;
    if (draft.intent === "scrubbed_in_part") next.inPart = (next.inPart ?? 0) + 1;
    if (draft.intent === "not_found") next.notFound += 1;
    if (draft.intent === "failed") next.failed += 1;
    if (draft.intent === "excluded") increase(next.excluded, draft.reason ?? "");
    for (const field of draft.fields.filter(isUserField)) increase(next.fields, field);
    for (const name of draft.clears.filter((name) => next.unknown && Object.hasOwn(next.unknown, name)))
      increase(next.fields, name);
    next.customKeys += draft.keyCount;
    if (draft.contactLike) next.contactLikeIds[draft.contactLike] += 1;
  }
  return next;
}

function increase(counts: Record<string, number>, key: string): void {
  counts[key] = (counts[key] ?? 0) + 1;
}
