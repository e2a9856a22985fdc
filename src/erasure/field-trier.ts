import { isEmpty } from "../model/blank.js";
import { clearing, type UserEdit } from "../talkjs/user.js";
import { pendingOf, untriedOf, type BatchUser } from "./batch-user.js";
import type { FieldTrials } from "./field-trials.js";
import type { Reading } from "./read-users.js";
import { failure, goneOrUnreadable, type Settlements } from "./settlements.js";
import type { SubjectPolicy } from "./subject-policy.js";

/** What trying works with; all of it obeys the rules of every edit of the batch. */
export interface FieldTrierTools {
  policy: SubjectPolicy;
  trials: FieldTrials;
  settlements: Settlements;
  /** Whether this person may be edited as they are now; if not, it has ended for them. */
  mayEdit: (user: BatchUser) => Promise<boolean>;
  /** Makes durable what an edit of this person blanks. */
  widen: (user: BatchUser) => Promise<void>;
  /** Edits one person alone. @returns whether TalkJS refuses that; null where they came under a legal hold. */
  edit: (user: BatchUser, edit: UserEdit) => Promise<boolean | null>;
  read: (user: BatchUser) => Promise<Reading | undefined>;
  /** Whether reads may still be behind what TalkJS took: then the field is tried again later. */
  mayWait: () => boolean;
}

/**
 * Finds out whether a field that isn't known can be cleared: on one person, alone in its own edit, and read back. Bulk edits
 * are all or nothing, so what TalkJS refuses must never come into one.
 */
export class FieldTrier {
  constructor(private readonly tools: FieldTrierTools) {}

  /** @param people of whom nothing else can be blanked, as they were last read. */
  async tryAll(people: readonly BatchUser[]): Promise<void> {
    const { trials, settlements } = this.tools;
    const names = new Set(people.flatMap((user) => untriedOf(user, trials)));
    for (const name of names) {
      for (const user of people) {
        // Who is gone, held or can't be edited shows nothing; then it is the next one's turn.
        if (settlements.has(user) || !user.unknown.includes(name)) continue;
        if (await this.#tryOn(user, name)) break;
      }
    }
  }

  /** @returns whether it is known now, or will be when reads have caught up. */
  async #tryOn(user: BatchUser, name: string): Promise<boolean> {
    const { policy, trials, settlements, mayEdit, widen, edit, read, mayWait } = this.tools;
    if (!(await mayEdit(user))) return false;
    const shown = policy.shownField(name);
    user.fields.add(shown);
    await widen(user);
    const isRefused = await edit(user, clearing({}, [name]));
    if (isRefused === null) return false;
    if (isRefused) return this.#isFieldRefused(user, name);
    user.accepted.add(shown);
    const reading = await read(user);
    if (!reading?.user) {
      settlements.settle(user, goneOrUnreadable(reading));
      return false;
    }
    user.reading = reading;
    if (isEmpty(reading.user[name])) await trials.note(name, "cleared");
    else if (!mayWait()) await trials.note(name, "kept");
    return true;
  }

  /** Whether it is the field that TalkJS refuses, and not the person: an edit that changes nothing tells. */
  async #isFieldRefused(user: BatchUser, name: string): Promise<boolean> {
    const { policy, trials, settlements, edit } = this.tools;
    const isPerson = await edit(user, { name: policy.nameFor(user.id) });
    if (isPerson === null) return false;
    if (isPerson) {
      settlements.settle(user, failure("API_REJECTED", user, pendingOf(user, policy)));
      return false;
    }
    user.fields.delete(policy.shownField(name));
    await trials.note(name, "refused");
    return true;
  }
}
