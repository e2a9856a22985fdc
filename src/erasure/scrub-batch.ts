import type { RowResult } from "../ledger/runs/batches.js";
import type { WidenedRow, WorklistRow } from "../ledger/runs/worklist.js";
import { type HoldGround, holdReason } from "../model/law.js";
import type { TalkJS } from "../talkjs/client.js";
import type { User } from "../talkjs/user.js";
import { USERS_PER_CALL } from "../talkjs/users.js";
import { addErasure, blankedSoFar, isNamed, openUser, type BatchUser } from "./batch-user.js";
import { bindRow } from "./bound-row.js";
import { editUnheld } from "./edit-unheld.js";
import { readUsers, type Reading } from "./read-users.js";
import { SeenBlank, type Recognition } from "./seen-blank.js";
import { blankAlready, failure, goneOrUnreadable, Settlements } from "./settlements.js";

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
 * first, and edits only what still holds something.
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
  /** Pseudonyms of those who are online, once somebody asked. */
  #online: ReadonlySet<string> | undefined;

  constructor(
    private readonly talkjs: TalkJS,
    private readonly batch: ScrubBatch,
    private readonly options: Options,
    private readonly settlements: Settlements,
  ) {
    this.#seenBlank = new SeenBlank(batch.rows, batch, settlements);
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
    const toEdit = readings ? await this.#checkBeforeEdit(planned, readings, startedBefore) : planned;
    await this.#edit([...toEdit, ...returned, ...(await this.#takeReturned())]);
    return attempts;
  }

  /** Edits and reads back until it has ended for everybody. */
  async #edit(users: BatchUser[]): Promise<void> {
    const isHeld = async (subjects: string[]) => (await this.batch.holds(subjects)).size > 0;
    let left = users;
    while (left.length > 0) {
      const later = left.slice(USERS_PER_CALL);
      let open = await this.#excludeHeld(left.slice(0, USERS_PER_CALL));
      await this.#widen(open);
      const refused = await editUnheld(this.talkjs, open, isHeld, this.options.signal);
      for (const user of open) if (refused) user.edits += 1;
      for (const user of open.filter(({ id }) => refused?.has(id)))
        this.settlements.settle(user, failure("API_REJECTED", user, Object.keys(user.edit)));
      open = open.filter(({ id }) => !refused?.has(id));
      for (const user of open)
        if (refused) for (const field of Object.keys(user.edit)) user.accepted.add(field);
      const again = this.#settleReadBack(open, await this.#read(open));
      left = [...again, ...(await this.#takeReturned()), ...later];
    }
  }

  async #read(users: BatchUser[]): Promise<Map<string, Reading>> {
    const { cursorOf } = this.batch;
    const places = users.map(({ id, row }) => ({ id, listPage: row.listPage }));
    const onPage = (page: readonly User[], at: Date) => this.#seenBlank.meet(page, at);
    return readUsers(this.talkjs, places, { cursorOf, onPage, ...this.options });
  }

  /** Reads named people of whom the plan saw nothing to blank. @returns those who hold something now. */
  async #look(users: BatchUser[]): Promise<BatchUser[]> {
    if (users.length === 0) return [];
    const readings = await this.#read(users);
    const open: BatchUser[] = [];
    for (const user of users) {
      const reading = readings.get(user.id);
      if (!reading?.user) this.settlements.settle(user, goneOrUnreadable(reading));
      else {
        const erasure = this.batch.policy.erasureOf(reading.user);
        if (erasure.fields.length === 0) this.settlements.settle(user, blankAlready(reading));
        else if (!(await this.#isExcluded(user, reading, erasure.fields))) {
          addErasure(this.batch.policy, user, erasure);
          open.push(user);
        }
      }
    }
    return open;
  }

  async #takeReturned(): Promise<BatchUser[]> {
    const open: BatchUser[] = [];
    for (const { user, reading } of this.#seenBlank.takeReturned()) {
      const remaining = Object.keys(user.edit);
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
      if (!reading?.user) {
        this.settlements.settle(user, goneOrUnreadable(reading));
        continue;
      }
      const erasure = policy.erasureOf(reading.user);
      if (erasure.fields.length === 0) {
        // Without planned fields nothing of this run was ever sent.
        const { fields, customKeys: keys } = user.row;
        const ours = startedBefore && fields.length > 0 && { outcome: "scrubbed" as const, fields, keys };
        this.settlements.settle(user, { ...blankAlready(reading), ...ours });
        continue;
      }
      const blanked = startedBefore ? blankedSoFar(user, erasure.fields) : undefined;
      if (freshLook && (await this.#isExcluded(user, reading, erasure.fields, blanked))) continue;
      if (!startedBefore) [user.fields, user.keys] = [new Set(), new Set()];
      addErasure(policy, user, erasure);
      open.push(user);
    }
    return open;
  }

  /** Leaves out whoever has come under a legal hold by now; what was blanked before stays recorded. */
  async #excludeHeld(users: BatchUser[]): Promise<BatchUser[]> {
    const holds = await this.batch.holds(users.map(({ row }) => row.subject));
    return users.filter((user) => {
      const ground = holds.get(user.row.subject);
      if (!ground) return true;
      const remaining = Object.keys(user.edit);
      const end = { reason: holdReason(ground), remaining, ...blankedSoFar(user, remaining) };
      this.settlements.settle(user, { outcome: "excluded", ...end });
      return false;
    });
  }

  /** After an edit: who is blank is scrubbed; whoever isn't is edited again, or parked after the last edit. */
  #settleReadBack(users: BatchUser[], readings: Map<string, Reading>): BatchUser[] {
    return users.filter((user) => {
      const reading = readings.get(user.id);
      const erasure = reading?.user && this.batch.policy.erasureOf(reading.user);
      if (!erasure) this.settlements.settle(user, goneOrUnreadable(reading));
      else if (erasure.fields.length === 0) {
        const blanked = { fields: [...user.fields], keys: [...user.keys] };
        this.settlements.settle(user, { ...blankAlready(reading), outcome: "scrubbed", ...blanked });
      } else if (user.edits >= MOST_EDITS)
        this.settlements.settle(user, { ...failure("NOT_CLEARED", user, erasure.fields), reading });
      else {
        addErasure(this.batch.policy, user, erasure);
        return true;
      }
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
