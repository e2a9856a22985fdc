import type { RowResult } from "../ledger/runs/batches.js";
import type { WidenedRow, WorklistRow } from "../ledger/runs/worklist.js";
import { isUserField } from "../model/fields.js";
import { type HoldGround, holdReason } from "../model/law.js";
import type { TalkJS } from "../talkjs/client.js";
import type { User, UserEdit } from "../talkjs/user.js";
import { USERS_PER_CALL } from "../talkjs/users.js";
import {
  addJudgement,
  blankedSoFar,
  clearsOf,
  forgetUnsent,
  isNamed,
  nextEdit,
  openUser,
  pendingOf,
  untriedOf,
  type BatchUser,
} from "./batch-user.js";
import { bindRow } from "./bound-row.js";
import { editUnheld } from "./edit-unheld.js";
import { FieldTrier } from "./field-trier.js";
import { isAtRest, type Judgement } from "./judgement.js";
import { readUsers, type Reading } from "./read-users.js";
import { SeenBlank, type Recognition } from "./seen-blank.js";
import { atRest, blankAlready, failure, goneOrUnreadable, Settlements } from "./settlements.js";

/** Edits of one user in one attempt: the planned one, and again what came back or was added meanwhile. */
const MOST_EDITS = 3;

export interface ScrubBatch extends Recognition {
  /** Authenticated. */
  rows: WorklistRow[];
  /** An earlier attempt may have sent its edit. */
  startedBefore: boolean;
  /** Look at everybody and at exclusions again just before the edit. */
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

interface Options {
  clock: () => Date;
  signal: AbortSignal;
}

/**
 * Blanks the users of one batch and reads them back. Nothing is called scrubbed that was not read back blank, and
 * whoever was named is read again, also if the plan saw them blank. Idempotent: whoever repeats it after a crash reads
 * first, and edits only what still holds something. Fields that aren't known are cleared where TalkJS takes that, which is
 * tried once, and named where it doesn't.
 * @returns a result for every row; null when the batch may not be edited any more, and nothing was.
 * @throws what the client throws when the API can't be reached or refuses the credentials; then nothing is settled.
 */
export async function scrubBatch(
  talkjs: TalkJS,
  batch: ScrubBatch,
  options: Options,
): Promise<RowResult[] | null> {
  const settlements = new Settlements(batch.policy, batch.cipher);
  const attempts = await new Scrubber(talkjs, batch, options, settlements).scrub();
  return attempts === null ? null : batch.rows.map((row) => settlements.resultOf(row, attempts));
}

class Scrubber {
  readonly #seenBlank: SeenBlank;
  readonly #trier: FieldTrier;
  /** Pseudonyms of those who are online, once somebody asked. */
  #online: ReadonlySet<string> | undefined;

  constructor(
    private readonly talkjs: TalkJS,
    private readonly batch: ScrubBatch,
    private readonly options: Options,
    private readonly settlements: Settlements,
  ) {
    this.#seenBlank = new SeenBlank(batch.rows, batch, settlements);
    this.#trier = new FieldTrier({
      ...{ policy: batch.policy, trials: batch.trials, settlements },
      mayEdit: (user) => this.#mayEdit(user),
      widen: (user) => this.#widen([user]),
      edit: async (user, edit) => {
        const refused = await this.#send([{ ...user, edit }]);
        return refused && refused.has(user.id);
      },
      read: async (user) => (await this.#read([user])).get(user.id),
    });
  }

  /** @returns the number of this attempt; 0 where nothing was to be edited, null where nothing may be edited any more. */
  async scrub(): Promise<number | null> {
    const { batch } = this;
    const named = batch.rows.filter(isNamed).map((row) => openUser(row, batch.cipher, batch.personOf));
    const planned = named.filter(({ row }) => row.intent === "scrub");
    const returned = await this.#look(named.filter(({ row }) => row.intent !== "scrub"));
    if (planned.length + returned.length === 0) return 0;
    let readings = batch.startedBefore || batch.freshLook ? await this.#read(planned) : undefined;
    const attempts = await batch.begin();
    if (attempts === null) return null;
    // Another worker may have begun after this one took the batch up; then what is blank may be its doing.
    const startedBefore = batch.startedBefore || attempts > 1;
    if (startedBefore) readings ??= await this.#read(planned);
    if (!startedBefore) planned.forEach(forgetUnsent);
    const toEdit = readings ? await this.#checkBeforeEdit(planned, readings, startedBefore) : planned;
    await this.#edit([...toEdit, ...returned, ...(await this.#takeReturned())]);
    return attempts;
  }

  /** Edits and reads back until it has ended for everybody. */
  async #edit(users: BatchUser[]): Promise<void> {
    let left = users;
    while (left.length > 0) {
      const later = left.slice(USERS_PER_CALL);
      let open = await this.#tryFields(await this.#excludeHeld(left.slice(0, USERS_PER_CALL)));
      const edits = this.#nextEdits(open);
      await this.#widen(edits.map(({ user }) => user));
      const refused = await this.#send(edits.map(({ user, edit }) => ({ ...user, edit })));
      for (const { user, edit } of refused ? edits : []) {
        user.edits += 1;
        if (!refused?.has(user.id))
          for (const field of Object.keys(edit)) user.accepted.add(this.#shown(field));
      }
      const ended = edits.filter(
        ({ user, edit }) => refused?.has(user.id) && this.#isEndOfRefused(user, edit),
      );
      open = open.filter((user) => !ended.some((end) => end.user === user));
      const again = this.#settleReadBack(open, await this.#read(open));
      left = [...again, ...(await this.#takeReturned()), ...later];
    }
  }

  /** What is to be sent. What isn't known is recorded as blanked by this run from now on. */
  #nextEdits(users: BatchUser[]): { user: BatchUser; edit: UserEdit }[] {
    return users.flatMap((user) => {
      for (const name of clearsOf(user, this.batch.trials)) user.fields.add(this.#shown(name));
      const edit = nextEdit(user, this.batch.trials);
      return Object.keys(edit).length > 0 ? [{ user, edit }] : [];
    });
  }

  /** @returns the IDs that the API refuses; null when somebody came under a legal hold meanwhile. */
  async #send(people: Pick<BatchUser, "row" | "id" | "edit">[]): Promise<Set<string> | null> {
    if (people.length === 0) return new Set();
    const isHeld = async (subjects: string[]) => (await this.batch.holds(subjects)).size > 0;
    return editUnheld(this.talkjs, people, isHeld, this.options.signal);
  }

  /** A name of a field at TalkJS as it is written down. */
  #shown(name: string): string {
    return isUserField(name) ? name : this.batch.policy.shownField(name);
  }

  /** Tries the fields that nobody has tried, on people of whom nothing else is to be blanked. @returns who is to be edited. */
  async #tryFields(users: BatchUser[]): Promise<BatchUser[]> {
    const { trials } = this.batch;
    const isReady = (user: BatchUser) =>
      user.reading !== undefined &&
      Object.keys(nextEdit(user, trials)).length === 0 &&
      untriedOf(user, trials).length > 0;
    const ready = users.filter(isReady);
    if (ready.length === 0) return users;
    await this.#trier.tryAll(ready);
    const readings = new Map(ready.flatMap(({ id, reading }) => (reading ? [[id, reading]] : [])));
    const tried = ready.filter((user) => !this.settlements.has(user));
    return [...users.filter((user) => !ready.includes(user)), ...this.#settleReadBack(tried, readings)];
  }

  /** Whether somebody who was read may be edited as they are now. */
  async #mayEdit(user: BatchUser): Promise<boolean> {
    if ((await this.#excludeHeld([user])).length === 0) return false;
    if (!this.batch.freshLook || !user.reading) return true;
    const pending = pendingOf(user, this.batch.policy);
    return !(await this.#isExcluded(user, user.reading, pending, blankedSoFar(user, pending)));
  }

  /** Where it cleared something that isn't known, that may be the reason: it is tried again, and the rest is sent without it. */
  #isEndOfRefused(user: BatchUser, sent: UserEdit): boolean {
    const { policy, trials } = this.batch;
    const doubtful = Object.keys(sent).filter((name) => !isUserField(name));
    for (const name of doubtful) {
      trials.doubt(name);
      user.fields.delete(policy.shownField(name));
    }
    if (doubtful.length > 0) return false;
    this.settlements.settle(user, failure("API_REJECTED", user, pendingOf(user, policy)));
    return true;
  }

  async #read(users: BatchUser[]): Promise<Map<string, Reading>> {
    const { cursorOf } = this.batch;
    const places = users.map(({ id, row }) => ({ id, listPage: row.listPage }));
    const onPage = (page: readonly User[], at: Date) => this.#seenBlank.meet(page, at);
    return readUsers(this.talkjs, places, { cursorOf, onPage, ...this.options });
  }

  #judge(reading: Reading & { user: User }): Judgement {
    return this.batch.policy.judge(reading.user, this.batch.trials);
  }

  /** Reads named people of whom the plan saw nothing to blank. @returns those who hold something now. */
  async #look(users: BatchUser[]): Promise<BatchUser[]> {
    if (users.length === 0) return [];
    const readings = await this.#read(users);
    const open: BatchUser[] = [];
    for (const user of users) {
      const reading = readings.get(user.id);
      if (!isFound(reading)) this.settlements.settle(user, goneOrUnreadable(reading));
      else {
        const judgement = this.#judge(reading);
        if (isAtRest(judgement)) this.settlements.settle(user, blankAlready(reading, judgement.stays));
        else {
          this.#goOn(user, reading, judgement);
          if (!(await this.#isExcluded(user, reading, pendingOf(user, this.batch.policy)))) open.push(user);
        }
      }
    }
    return open;
  }

  async #takeReturned(): Promise<BatchUser[]> {
    const open: BatchUser[] = [];
    for (const { user, reading } of this.#seenBlank.takeReturned()) {
      const remaining = pendingOf(user, this.batch.policy);
      if (!this.batch.freshLook || !(await this.#isExcluded(user, reading, remaining))) open.push(user);
    }
    return open;
  }

  /** Whether the policy leaves somebody alone as they are now; then it has ended for them. */
  async #isExcluded(
    user: BatchUser,
    reading: Reading,
    remaining: string[],
    blanked: { fields: string[]; keys?: string[] } = { fields: [] },
  ): Promise<boolean> {
    this.#online ??= await this.batch.online();
    const context = { now: this.options.clock(), online: this.#online };
    const reason = reading.user && this.batch.policy.exclusionOf(reading.user, user.row.subject, context);
    if (reason)
      this.settlements.settle(user, { outcome: "excluded", reason, ...blanked, remaining, reading });
    return reason !== null;
  }

  /** Before an edit: leaves out who is gone, excluded by now, or blank already. */
  async #checkBeforeEdit(
    users: BatchUser[],
    readings: Map<string, Reading>,
    startedBefore: boolean,
  ): Promise<BatchUser[]> {
    const { policy, freshLook } = this.batch;
    const open: BatchUser[] = [];
    for (const user of users) {
      const reading = readings.get(user.id);
      if (!isFound(reading)) {
        this.settlements.settle(user, goneOrUnreadable(reading));
        continue;
      }
      const judgement = this.#judge(reading);
      const { stays } = judgement;
      if (isAtRest(judgement)) {
        // Without planned fields nothing of this run was ever sent.
        const ours = startedBefore ? blankedSoFar(user, stays) : { fields: [], keys: [] };
        this.settlements.settle(user, atRest(reading, stays, ours));
        continue;
      }
      if (!startedBefore) [user.fields, user.keys] = [new Set(), new Set()];
      this.#goOn(user, reading, judgement);
      const pending = pendingOf(user, policy);
      const blanked = startedBefore ? blankedSoFar(user, pending) : undefined;
      if (!freshLook || !(await this.#isExcluded(user, reading, pending, blanked))) open.push(user);
    }
    return open;
  }

  /** What holds something is edited next. */
  #goOn(user: BatchUser, reading: Reading, judgement: Judgement): void {
    user.reading = reading;
    addJudgement(this.batch.policy, user, judgement);
  }

  /** Leaves out whoever has come under a legal hold by now; what was blanked before stays recorded. */
  async #excludeHeld(users: BatchUser[]): Promise<BatchUser[]> {
    const holds = await this.batch.holds(users.map(({ row }) => row.subject));
    return users.filter((user) => {
      const ground = holds.get(user.row.subject);
      if (!ground) return true;
      const remaining = pendingOf(user, this.batch.policy);
      const end = { reason: holdReason(ground), remaining, ...blankedSoFar(user, remaining) };
      this.settlements.settle(user, { outcome: "excluded", ...end });
      return false;
    });
  }

  /** After an edit: who is at rest has ended; whoever isn't is edited again, or given up after the last edit. */
  #settleReadBack(users: BatchUser[], readings: Map<string, Reading>): BatchUser[] {
    return users.filter((user) => {
      const reading = readings.get(user.id);
      if (!isFound(reading)) {
        this.settlements.settle(user, goneOrUnreadable(reading));
        return false;
      }
      const judgement = this.#judge(reading);
      const { fields, untried, stays } = judgement;
      if (isAtRest(judgement)) {
        this.settlements.settle(user, atRest(reading, stays, blankedSoFar(user, stays)));
        return false;
      }
      if (user.edits < MOST_EDITS || fields.length === 0) {
        this.#goOn(user, reading, judgement);
        return true;
      }
      const remaining = [...fields, ...untried.map((name) => this.#shown(name)), ...stays];
      // What is known must go; what isn't is named.
      const end = fields.some(isUserField)
        ? { ...failure("NOT_CLEARED", user, remaining), reading }
        : atRest(reading, remaining, blankedSoFar(user, remaining));
      this.settlements.settle(user, end);
      return false;
    });
  }

  async #widen(users: BatchUser[]): Promise<void> {
    const widened = users.filter(
      ({ row, fields, keys }) =>
        row.intent !== "scrub" ||
        [...fields].some((field) => !row.fields.includes(field)) ||
        [...keys].some((key) => !row.customKeys.includes(key)),
    );
    if (widened.length === 0) return;
    const rows = widened.map((user) => {
      const blanked = { fields: [...user.fields], customKeys: [...user.keys] };
      const row = bindRow(this.batch.cipher, { ...user.row, intent: "scrub" as const, ...blanked });
      user.row = row;
      return row;
    });
    await this.batch.widen(
      rows.map(({ subject, fields, customKeys, sealed, mac }) => ({
        subject,
        fields,
        customKeys,
        sealed,
        mac,
      })),
    );
  }
}

const isFound = (reading: Reading | undefined): reading is Reading & { user: User } =>
  reading !== undefined && reading.user !== null;
