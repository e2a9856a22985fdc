import { isUserField } from "../model/fields.js";
import type { UserEdit } from "../talkjs/user.js";
import { USERS_PER_CALL } from "../talkjs/users.js";
import { blankedSoFar, clearsOf, nextEdit, pendingOf, untriedOf, type BatchUser } from "./batch-user.js";
import { isFound, type BatchWork } from "./batch-work.js";
import { bindRow } from "./bound-row.js";
import { editUnheld } from "./edit-unheld.js";
import { FieldTrier } from "./field-trier.js";
import { isAtRest } from "./judgement.js";
import type { Reading } from "./read-users.js";
import { atRest, failure, goneOrUnreadable } from "./settlements.js";

/** Edits of one user in one attempt: the planned one, and again what was added meanwhile, or a hold kept from being sent. */
const MOST_EDITS = 3;

/** Edits the people of a batch and reads them back. */
export class BatchEditor {
  readonly #trier: FieldTrier;

  constructor(private readonly work: BatchWork) {
    const { policy, trials } = work.batch;
    this.#trier = new FieldTrier({
      ...{ policy, trials, settlements: work.settlements },
      mayEdit: (user) => work.mayEdit(user),
      widen: (user) => this.#widen([user]),
      edit: async (user, edit) => {
        const refused = await this.#send([{ ...user, edit }]);
        return refused && refused.has(user.id);
      },
      read: async (user) => (await work.read([user])).get(user.id),
      mayWait: () => work.mayWait,
    });
  }

  /** Edits and reads back until it has ended for everybody. */
  async edit(users: BatchUser[]): Promise<void> {
    let left = users;
    while (left.length > 0) {
      const later = left.slice(USERS_PER_CALL);
      const unheld = await this.work.excludeHeld(left.slice(0, USERS_PER_CALL));
      let open = await this.#tryFields(await this.work.claim(unheld));
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
      const again = this.#settleReadBack(open, await this.work.read(open));
      left = [...again, ...(await this.work.takeReturned()), ...later];
    }
  }

  /** What is to be sent. What isn't known is recorded as blanked by this run from now on. */
  #nextEdits(users: BatchUser[]): { user: BatchUser; edit: UserEdit }[] {
    return users.flatMap((user) => {
      for (const name of clearsOf(user, this.work.batch.trials)) user.fields.add(this.#shown(name));
      const edit = nextEdit(user, this.work.batch.trials);
      return Object.keys(edit).length > 0 ? [{ user, edit }] : [];
    });
  }

  /** @returns the IDs that the API refuses; null when somebody came under a legal hold meanwhile. */
  async #send(people: Pick<BatchUser, "row" | "id" | "edit">[]): Promise<Set<string> | null> {
    if (people.length === 0) return new Set();
    const isHeld = async (subjects: string[]) => (await this.work.batch.holds(subjects)).size > 0;
    return editUnheld(this.work.talkjs, people, isHeld, this.work.options.signal);
  }

  /** A name of a field at TalkJS as it is written down. */
  #shown(name: string): string {
    return isUserField(name) ? name : this.work.batch.policy.shownField(name);
  }

  /** Tries the fields that nobody has tried, on people of whom nothing else is to be blanked. @returns who is to be edited. */
  async #tryFields(users: BatchUser[]): Promise<BatchUser[]> {
    const { trials } = this.work.batch;
    const isReady = (user: BatchUser) =>
      user.reading !== undefined &&
      Object.keys(nextEdit(user, trials)).length === 0 &&
      untriedOf(user, trials).length > 0;
    const ready = users.filter(isReady);
    if (ready.length === 0) return users;
    await this.#trier.tryAll(ready);
    const readings = new Map(ready.flatMap(({ id, reading }) => (reading ? [[id, reading]] : [])));
    const tried = ready.filter((user) => !this.work.settlements.has(user) && !this.#isTrialPending(user));
    return [...users.filter((user) => !ready.includes(user)), ...this.#settleReadBack(tried, readings)];
  }

  /** Whether a field of theirs was tried on somebody, and reads don't show yet what came of it. */
  #isTrialPending(user: BatchUser): boolean {
    const isPending = this.work.mayWait && untriedOf(user, this.work.batch.trials).length > 0;
    if (isPending) this.work.waitFor(user);
    return isPending;
  }

  /** Where it cleared something that isn't known, that may be the reason: it is tried again, and the rest is sent without it. */
  #isEndOfRefused(user: BatchUser, sent: UserEdit): boolean {
    const { policy, trials } = this.work.batch;
    const doubtful = Object.keys(sent).filter((name) => !isUserField(name));
    for (const name of doubtful) {
      trials.doubt(name);
      user.fields.delete(policy.shownField(name));
    }
    if (doubtful.length > 0) return false;
    this.work.settlements.settle(user, failure("API_REJECTED", user, pendingOf(user, policy)));
    return true;
  }

  /** After an edit: who is at rest has ended; whoever isn't is edited again, or given up after the last edit. */
  #settleReadBack(users: BatchUser[], readings: Map<string, Reading>): BatchUser[] {
    return users.filter((user) => {
      const reading = readings.get(user.id);
      if (!isFound(reading)) {
        this.work.settlements.settle(user, goneOrUnreadable(reading));
        return false;
      }
      const judgement = this.work.judge(reading);
      const { fields, untried, stays } = judgement;
      if (isAtRest(judgement)) {
        this.work.settlements.settle(user, atRest(reading, stays, blankedSoFar(user, stays)));
        return false;
      }
      // Edited again at once it would be read too soon again.
      const isTaken = fields.some((field) => user.accepted.has(field));
      if (isTaken && this.work.mayWait) {
        this.work.waitFor(user);
        return false;
      }
      if (fields.length === 0 || (user.edits < MOST_EDITS && !isTaken)) {
        this.work.goOn(user, reading, judgement);
        return true;
      }
      const remaining = [...fields, ...untried.map((name) => this.#shown(name)), ...stays];
      // What is known must go; what isn't is named.
      const end = fields.some(isUserField)
        ? { ...failure("NOT_CLEARED", user, remaining), reading }
        : atRest(reading, remaining, blankedSoFar(user, remaining));
      this.work.settlements.settle(user, end);
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
      const row = bindRow(this.work.batch.cipher, { ...user.row, intent: "scrub" as const, ...blanked });
      user.row = row;
      return row;
    });
    await this.work.batch.widen(
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
