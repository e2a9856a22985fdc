import type { RowResult } from "../ledger/runs/batches.js";
import type { WidenedRow, WorklistRow } from "../ledger/runs/worklist.js";
import { type HoldGround, holdReason } from "../model/law.js";
import type { TalkJS } from "../talkjs/client.js";
import { blanked, extend, type Patient } from "./patient.js";
import { editUnheld } from "./edit-unheld.js";
import { readUsers, type Reading } from "./read-users.js";
import { openUser } from "./sealed-user.js";
import { plannedRow, settledRow, type Settled } from "./row-result.js";
import type { SubjectPolicy } from "./subject-policy.js";
import type { RunSeal } from "../ledger/seal.js";

/** Edits of one user in one attempt: the planned one, and again what came back or was added meanwhile. */
const MOST_EDITS = 3;

export interface ScrubBatch {
  rows: WorklistRow[];
  policy: SubjectPolicy;
  seal: RunSeal;
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
  const patients = batch.rows.filter((row) => row.intent === "scrub").map((row) => admit(batch, row));
  const settled = new Map<string, Settled>();
  const attempts = patients.length > 0 ? await treat(talkjs, batch, patients, settled, options) : 0;
  if (attempts === null) return null;
  const form = batch.policy.policy.audit.customKeys === "names" ? "name" : "pseudonym";
  return batch.rows.map((row) => {
    if (row.intent !== "scrub") return plannedRow(row);
    const end = settled.get(row.subject);
    if (!end) throw new Error("a user of the batch was not settled");
    return settledRow(row, end, attempts, form);
  });
}

function admit(batch: ScrubBatch, row: WorklistRow): Patient {
  const { id, edit } = openUser(batch.seal, row.subject, row.sealed ?? "");
  return { row, id, edit, fields: new Set(row.fields), keys: new Set(row.customKeys) };
}

async function treat(
  talkjs: TalkJS,
  batch: ScrubBatch,
  patients: Patient[],
  settled: Map<string, Settled>,
  options: { clock: () => Date; signal: AbortSignal },
): Promise<number | null> {
  const read = (who: Patient[]) =>
    readUsers(
      talkjs,
      who.map(({ id, row }) => ({ id, listPage: row.listPage })),
      { cursorOf: batch.cursorOf, ...options },
    );
  let open = patients;
  let readings = batch.startedBefore || batch.freshLook ? await read(open) : undefined;
  const attempts = await batch.begin();
  if (attempts === null) return null;
  // Another worker may have begun after this one took the batch up; then what is blank may be its doing.
  const startedBefore = batch.startedBefore || attempts > 1;
  if (startedBefore) readings ??= await read(open);
  if (readings) {
    open = await lookFirst({ ...batch, startedBefore }, open, readings, settled, options.clock());
  }
  for (let edit = 1; open.length > 0; edit++) {
    open = await withhold(batch, open, settled);
    await widen(batch, open);
    const isHeld = async (subjects: string[]) => (await batch.holds(subjects)).size > 0;
    const refused = await editUnheld(talkjs, open, isHeld, options.signal);
    for (const patient of open.filter(({ id }) => refused?.has(id))) {
      settled.set(patient.row.subject, failure("API_REJECTED", patient, Object.keys(patient.edit)));
    }
    open = open.filter(({ id }) => !refused?.has(id));
    open = discharge(batch, open, await read(open), settled, refused !== null && edit >= MOST_EDITS);
  }
  return attempts;
}

/** Before an edit: leaves out who is gone, excluded by now, or blank already. */
async function lookFirst(
  batch: ScrubBatch,
  patients: Patient[],
  readings: Map<string, Reading>,
  settled: Map<string, Settled>,
  now: Date,
): Promise<Patient[]> {
  const online = batch.freshLook ? await batch.online() : new Set<string>();
  return patients.filter((patient) => {
    const { row, id } = patient;
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
        ? blanked(patient, erasure.fields)
        : { fields: [], keys: [] };
      const remaining = erasure.fields;
      settled.set(row.subject, { outcome: "excluded", reason: exclusion, fields, keys, remaining, reading });
      return false;
    }
    if (!batch.startedBefore) [patient.fields, patient.keys] = [new Set(), new Set()];
    extend(batch.policy, patient, erasure);
    return true;
  });
}

/** Leaves out whoever has come under a legal hold by now; what was blanked before stays recorded. */
async function withhold(
  batch: ScrubBatch,
  patients: Patient[],
  settled: Map<string, Settled>,
): Promise<Patient[]> {
  const holds = await batch.holds(patients.map(({ row }) => row.subject));
  return patients.filter((patient) => {
    const ground = holds.get(patient.row.subject);
    if (!ground) return true;
    const remaining = Object.keys(patient.edit);
    settled.set(patient.row.subject, {
      outcome: "excluded",
      reason: holdReason(ground),
      remaining,
      ...blanked(patient, remaining),
    });
    return false;
  });
}

/** After an edit: who is blank is scrubbed; whoever isn't is edited again, or parked after the last edit. */
function discharge(
  batch: ScrubBatch,
  patients: Patient[],
  readings: Map<string, Reading>,
  settled: Map<string, Settled>,
  last: boolean,
): Patient[] {
  return patients.filter((patient) => {
    const reading = readings.get(patient.id);
    const { subject } = patient.row;
    if (!reading?.user) {
      settled.set(subject, reading ? notFound(reading) : unreadable);
      return false;
    }
    const erasure = batch.policy.erasureOf(reading.user);
    if (erasure.fields.length === 0) {
      const { fields, keys } = patient;
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
      settled.set(subject, { ...failure("NOT_CLEARED", patient, erasure.fields), reading });
      return false;
    }
    extend(batch.policy, patient, erasure);
    return true;
  });
}

async function widen(batch: ScrubBatch, patients: Patient[]): Promise<void> {
  const widened = patients.filter(
    ({ row, fields, keys }) =>
      [...fields].some((field) => !row.fields.includes(field)) ||
      [...keys].some((key) => !row.customKeys.includes(key)),
  );
  if (widened.length === 0) return;
  for (const patient of widened) {
    patient.row = { ...patient.row, fields: [...patient.fields], customKeys: [...patient.keys] };
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

function failure(reason: string, patient: Patient, remaining: string[]): Settled {
  return { outcome: "failed", reason, remaining, ...blanked(patient, remaining) };
}
