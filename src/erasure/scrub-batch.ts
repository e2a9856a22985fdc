import type { RowResult } from "../ledger/runs/batches.js";
import type { WidenedRow, WorklistRow } from "../ledger/runs/worklist.js";
import { type HoldGround, holdReason } from "../model/law.js";
import type { TalkJS } from "../talkjs/client.js";
import { blankedSoFar, addErasure, type BatchUser } from "./batch-user.js";
import { editUnheld } from "./edit-unheld.js";
import { readUsers, type Reading } from "./read-users.js";
import { decryptUser } from "./encrypted-user.js";
import { plannedRow, settledRow, type Settled } from "./row-result.js";
import type { SubjectPolicy } from "./subject-policy.js";
import type { Cipher } from "../ledger/encryption.js";

/** Edits of one user in one attempt: the planned one, and again what came back or was added meanwhile. */
const MOST_EDITS = 3;

export interface ScrubBatch {
  rows: WorklistRow[];
  policy: SubjectPolicy;
  cipher: Cipher;
  /** An earlier attempt may have sent its edit. */
  startedBefore: boolean;
  /** Look at exclusions again just before the edit. */
  freshLook: boolean;
  cursorOf: (listPage: number) => string | undefined;
  /**
   * Makes the beginning durable and answers the number of this attempt, or null when nobody may edit the batch any
   * more; called once, before the first edit.
   */
  begin: () => Promise<number | null>;
  /** Makes durable, before it is sent, what an edit blanks that the plan didn't know of. */
  widen: (rows: WidenedRow[]) => Promise<void>;
  online: () => Promise<ReadonlySet<string>>;
  /** Legal holds that stand now: pseudonym → ground. Asked before every edit, and again when its turn to be sent has come. */
  holds: (subjects: string[]) => Promise<ReadonlyMap<string, HoldGround>>;
}

/**
 * Blanks the users of one batch and reads them back. Nothing is called scrubbed that was not read back blank.
 * Idempotent: whoever repeats it after a crash reads first, and edits only what still holds something.
 * @returns a result for every row; null when the batch may not be edited any more, and nothing was.
 * @throws what the client throws when the API can't be reached or refuses the credentials; then nothing is settled.
 */
export async function scrubBatch(
  talkjs: TalkJS,
  batch: ScrubBatch,
  options: { clock: () => Date; signal: AbortSignal },
): Promise<RowResult[] | null> {
  const users = batch.rows.filter((row) => row.intent === "scrub").map((row) => toBatchUser(batch, row));
  const settled = new Map<string, Settled>();
  const attempts = users.length > 0 ? await scrubUsers(talkjs, batch, users, settled, options) : 0;
  if (attempts === null) return null;
  const form = batch.policy.policy.audit.customKeys === "names" ? "name" : "pseudonym";
  return batch.rows.map((row) => {
    if (row.intent !== "scrub") return plannedRow(row);
    const end = settled.get(row.subject);
    if (!end) throw new Error("a user of the batch was not settled");
    return settledRow(row, end, attempts, form);
  });
}

function toBatchUser(batch: ScrubBatch, row: WorklistRow): BatchUser {
  const { id, edit } = decryptUser(batch.cipher, row.subject, row.sealed ?? "");
  return { row, id, edit, fields: new Set(row.fields), keys: new Set(row.customKeys) };
}

async function scrubUsers(
  talkjs: TalkJS,
  batch: ScrubBatch,
  users: BatchUser[],
  settled: Map<string, Settled>,
  options: { clock: () => Date; signal: AbortSignal },
): Promise<number | null> {
  const read = (who: BatchUser[]) =>
    readUsers(
      talkjs,
      who.map(({ id, row }) => ({ id, listPage: row.listPage })),
      { cursorOf: batch.cursorOf, ...options },
    );
  let open = users;
  let readings = batch.startedBefore || batch.freshLook ? await read(open) : undefined;
  const attempts = await batch.begin();
  if (attempts === null) return null;
  // Another worker may have begun after this one took the batch up; then what is blank may be its doing.
  const startedBefore = batch.startedBefore || attempts > 1;
  if (startedBefore) readings ??= await read(open);
  if (readings) {
    open = await checkBeforeEdit({ ...batch, startedBefore }, open, readings, settled, options.clock());
  }
  for (let edit = 1; open.length > 0; edit++) {
    open = await excludeHeld(batch, open, settled);
    await widen(batch, open);
    const isHeld = async (subjects: string[]) => (await batch.holds(subjects)).size > 0;
    const refused = await editUnheld(talkjs, open, isHeld, options.signal);
    for (const user of open.filter(({ id }) => refused?.has(id))) {
      settled.set(user.row.subject, failure("API_REJECTED", user, Object.keys(user.edit)));
    }
    open = open.filter(({ id }) => !refused?.has(id));
    open = settleReadBack(batch, open, await read(open), settled, refused !== null && edit >= MOST_EDITS);
  }
  return attempts;
}

/** Before an edit: leaves out who is gone, excluded by now, or blank already. */
async function checkBeforeEdit(
  batch: ScrubBatch,
  users: BatchUser[],
  readings: Map<string, Reading>,
  settled: Map<string, Settled>,
  now: Date,
): Promise<BatchUser[]> {
  const online = batch.freshLook ? await batch.online() : new Set<string>();
  return users.filter((user) => {
    const { row, id } = user;
    const reading = readings.get(id);
    if (!reading?.user) {
      settled.set(row.subject, reading ? notFound(reading) : unreadable);
      return false;
    }
    const erasure = batch.policy.erasureOf(reading.user);
    if (erasure.fields.length === 0) {
      // Without planned fields nothing of this run was ever sent.
      const ours = batch.startedBefore && row.fields.length > 0;
      const recorded = ours ? { fields: row.fields, keys: row.customKeys } : { fields: [] };
      settled.set(row.subject, {
        outcome: ours ? "scrubbed" : "already_blank",
        reason: null,
        remaining: [],
        reading,
        ...recorded,
      });
      return false;
    }
    const exclusion = batch.freshLook
      ? batch.policy.exclusionOf(reading.user, row.subject, { now, online })
      : null;
    if (exclusion) {
      const { fields, keys } = batch.startedBefore
        ? blankedSoFar(user, erasure.fields)
        : { fields: [], keys: [] };
      const remaining = erasure.fields;
      settled.set(row.subject, { outcome: "excluded", reason: exclusion, fields, keys, remaining, reading });
      return false;
    }
    if (!batch.startedBefore) [user.fields, user.keys] = [new Set(), new Set()];
    addErasure(batch.policy, user, erasure);
    return true;
  });
}

/** Leaves out whoever has come under a legal hold by now; what was blanked before stays recorded. */
async function excludeHeld(
  batch: ScrubBatch,
  users: BatchUser[],
  settled: Map<string, Settled>,
): Promise<BatchUser[]> {
  const holds = await batch.holds(users.map(({ row }) => row.subject));
  return users.filter((user) => {
    const ground = holds.get(user.row.subject);
    if (!ground) return true;
    const remaining = Object.keys(user.edit);
    settled.set(user.row.subject, {
      outcome: "excluded",
      reason: holdReason(ground),
      remaining,
      ...blankedSoFar(user, remaining),
    });
    return false;
  });
}

/** After an edit: who is blank is scrubbed; whoever isn't is edited again, or parked after the last edit. */
function settleReadBack(
  batch: ScrubBatch,
  users: BatchUser[],
  readings: Map<string, Reading>,
  settled: Map<string, Settled>,
  last: boolean,
): BatchUser[] {
  return users.filter((user) => {
    const reading = readings.get(user.id);
    const { subject } = user.row;
    if (!reading?.user) {
      settled.set(subject, reading ? notFound(reading) : unreadable);
      return false;
    }
    const erasure = batch.policy.erasureOf(reading.user);
    if (erasure.fields.length === 0) {
      const { fields, keys } = user;
      settled.set(subject, {
        outcome: "scrubbed",
        reason: null,
        fields: [...fields],
        keys: [...keys],
        remaining: [],
        reading,
      });
      return false;
    }
    if (last) {
      settled.set(subject, { ...failure("NOT_CLEARED", user, erasure.fields), reading });
      return false;
    }
    addErasure(batch.policy, user, erasure);
    return true;
  });
}

async function widen(batch: ScrubBatch, users: BatchUser[]): Promise<void> {
  const widened = users.filter(
    ({ row, fields, keys }) =>
      [...fields].some((field) => !row.fields.includes(field)) ||
      [...keys].some((key) => !row.customKeys.includes(key)),
  );
  if (widened.length === 0) return;
  for (const user of widened) {
    user.row = { ...user.row, fields: [...user.fields], customKeys: [...user.keys] };
  }
  await batch.widen(
    widened.map(({ row: { subject, fields, customKeys } }) => ({ subject, fields, customKeys })),
  );
}

const notFound = (reading: Reading): Settled => ({
  outcome: "not_found",
  reason: null,
  fields: [],
  remaining: [],
  reading,
});

/** The API refuses to answer about this user: whatever was sent, nobody has seen its effect. */
const unreadable: Settled = { outcome: "failed", reason: "UNREADABLE", fields: [], remaining: [] };

function failure(reason: string, user: BatchUser, remaining: string[]): Settled {
  return { outcome: "failed", reason, remaining, ...blankedSoFar(user, remaining) };
}
