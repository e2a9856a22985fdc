import type { RowResult } from "../ledger/runs/batches.js";
import type { TalkJS } from "../talkjs/client.js";
import { isEmpty } from "../model/blank.js";
import {
  blankedSoFar,
  forgetUnsent,
  isNamed,
  openUser,
  pendingOf,
  untriedOf,
  type BatchUser,
} from "./batch-user.js";
import { BatchWork, isFound, type Found, type ScrubBatch, type WorkOptions } from "./batch-work.js";
import { confirmAtRest } from "./confirm.js";
import { BatchEditor } from "./edit-batch.js";
import { isAtRest } from "./judgement.js";
import type { Reading } from "./read-users.js";
import { atRest, blankAlready, goneOrUnreadable, Settlements } from "./settlements.js";

export type { ScrubBatch };

/**
 * Blanks the users of one batch and reads them back. Nothing is called scrubbed that was not read back blank, and
 * whoever was named is read again, also if the plan saw them blank. Idempotent: whoever repeats it after a crash reads
 * first, and edits only what still holds something. Fields that aren't known are cleared where TalkJS takes that, which is
 * tried once, and named where it doesn't. Where the policy wants a second witness, it looks at everybody who was read back.
 * @returns null when the batch may not be edited any more, and nothing was.
 * @throws what the client throws when the API can't be reached or refuses the credentials; then nothing is settled.
 */
export async function scrubBatch(
  talkjs: TalkJS,
  batch: ScrubBatch,
  options: WorkOptions,
): Promise<BatchEnd | null> {
  const settlements = new Settlements(batch.policy, batch.cipher);
  const work = new BatchWork(talkjs, batch, options, settlements);
  const attempts = await new Scrubber(work).scrub();
  if (attempts === null) return null;
  await confirmAtRest(work);
  const ended = batch.rows.filter((row) => !work.isWaiting(row));
  return { results: ended.map((row) => settlements.resultOf(row, attempts)), again: work.again };
}

export interface BatchEnd {
  /** Of everybody for whom it has ended. */
  results: RowResult[];
  /** When the others are to be taken up again: what TalkJS took doesn't show yet, or another run is editing them. */
  again: BatchWork["again"];
}

const NOBODY: ReadonlySet<string> = new Set();

class Scrubber {
  constructor(private readonly work: BatchWork) {}

  /** @returns the number of this attempt; 0 where nothing was to be edited, null where nothing may be edited any more. */
  async scrub(): Promise<number | null> {
    const { batch } = this.work;
    const named = batch.rows
      .filter(isNamed)
      .map((row) => openUser(row, batch.cipher, batch.personOf))
      .filter((user) => !this.#isWitness(user));
    const planned = named.filter(({ row }) => row.intent === "scrub");
    const returned = await this.#look(named.filter(({ row }) => row.intent !== "scrub"));
    if (planned.length + returned.length === 0) return 0;
    let readings = batch.startedBefore || batch.freshLook ? await this.work.read(planned) : undefined;
    const attempts = await batch.begin();
    if (attempts === null) return null;
    // Another worker may have begun after this one took the batch up; then what is blank may be its doing.
    const startedBefore = batch.startedBefore || attempts > 1;
    if (startedBefore) readings ??= await this.work.read(planned);
    const ours = startedBefore ? await batch.claimed(planned.map(({ row }) => row.subject)) : NOBODY;
    for (const user of planned) if (!ours.has(user.row.subject)) forgetUnsent(user);
    const toEdit = readings ? await this.#checkBeforeEdit(planned, readings, ours) : planned;
    await new BatchEditor(this.work).edit([...toEdit, ...returned, ...(await this.work.takeReturned())]);
    return attempts;
  }

  /** Whoever the second witness looks as is left alone: nobody is shown their own erasure. */
  #isWitness(user: BatchUser): boolean {
    const { witness, policy } = this.work.batch;
    if (!witness || user.id !== witness.user) return false;
    const end = { reason: "witness", fields: [], remaining: pendingOf(user, policy) };
    this.work.settlements.settle(user, { outcome: "excluded", ...end });
    return true;
  }

  /** Reads named people of whom the plan saw nothing to blank. @returns those who hold something now. */
  async #look(users: BatchUser[]): Promise<BatchUser[]> {
    if (users.length === 0) return [];
    const readings = await this.work.read(users);
    const open: BatchUser[] = [];
    for (const user of users) {
      const reading = readings.get(user.id);
      if (!isFound(reading)) this.work.settlements.settle(user, goneOrUnreadable(reading));
      else {
        const judgement = this.work.judge(reading);
        if (isAtRest(judgement)) this.work.settlements.settle(user, blankAlready(reading, judgement.stays));
        else {
          this.work.goOn(user, reading, judgement);
          if (!(await this.work.isExcluded(user, reading, pendingOf(user, this.work.batch.policy))))
            open.push(user);
        }
      }
    }
    return open;
  }

  /** What this run has tried to clear, and reads didn't show yet. */
  async #noteCleared(user: BatchUser, { user: now }: Found): Promise<void> {
    const { policy, trials } = this.work.batch;
    for (const name of untriedOf(user, trials))
      if (user.row.fields.includes(policy.shownField(name)) && isEmpty(now[name]))
        await trials.note(name, "cleared");
  }

  /**
   * Before an edit: leaves out who is gone, excluded by now, or blank already.
   * @param ours of whom this run may have sent an edit before.
   */
  async #checkBeforeEdit(
    users: BatchUser[],
    readings: Map<string, Reading>,
    ours: ReadonlySet<string>,
  ): Promise<BatchUser[]> {
    const { policy, freshLook } = this.work.batch;
    const open: BatchUser[] = [];
    for (const user of users) {
      const reading = readings.get(user.id);
      const isOurs = ours.has(user.row.subject);
      if (!isFound(reading)) {
        this.work.settlements.settle(user, goneOrUnreadable(reading));
        continue;
      }
      if (isOurs) await this.#noteCleared(user, reading);
      const judgement = this.work.judge(reading);
      const { stays } = judgement;
      if (isAtRest(judgement)) {
        // Without planned fields nothing of this run was ever sent.
        const blanked = isOurs ? blankedSoFar(user, stays) : { fields: [], keys: [] };
        this.work.settlements.settle(user, atRest(reading, stays, blanked));
        continue;
      }
      if (!isOurs) [user.fields, user.keys] = [new Set(), new Set()];
      this.work.goOn(user, reading, judgement);
      const pending = pendingOf(user, policy);
      const blanked = isOurs ? blankedSoFar(user, pending) : undefined;
      if (!freshLook || !(await this.work.isExcluded(user, reading, pending, blanked))) open.push(user);
    }
    return open;
  }
}
